import Domain
package import Engine
package import Letters
import Planning
import Reception
import State
package import StateFolder
import Store
import Synchronization

/// Stands between the pages and the office: opens tokens, fills view models, records answers.
package final class FrontOffice: Sendable {
  let office: Office
  let keys: SigningKeys
  /// Nil where nobody can be forgotten.
  let eraser: Eraser?
  private let programme: ProgrammeInForce
  private let texts = Mutex(Texts())

  /// By event and language, as they are asked for, under the rules of one judge.
  private struct Texts: Sendable {
    weak var judge: Judge?
    var texts: [String: [String: EventText]] = [:]
  }

  package init(
    office: Office, keys: SigningKeys, programme: ProgrammeInForce, eraser: Eraser? = nil
  ) {
    self.office = office
    self.eraser = eraser
    self.keys = keys
    self.programme = programme
  }

  /// The event's texts as the programme in force has them; nil when it is not in force.
  func text(of event: String, _ language: String, _ desk: borrowing Office.Desk) -> EventText? {
    let judge = desk.agenda.judge
    let known = texts.withLock { $0.judge === judge ? $0.texts[event]?[language] : nil }
    if let known { return known }
    guard let found = desk.programme.event(event) else { return nil }
    let text = EventText(found, language, desk.programme, composer)
    texts.withLock { texts in
      if texts.judge !== judge { texts = Texts(judge: judge) }
      texts.texts[event, default: [:]][language] = text
    }
    return text
  }

  var composer: Composer { programme.current.composer }

  /// The event and person number of an RSVP link; nil for every other text.
  func invitation(_ token: String) -> (event: Event, person: Int32)? { opened(token, .rsvp) }

  /// The event and person number of a link of `purpose`.
  func opened(_ token: String, _ purpose: LinkPurpose) -> (event: Event, person: Int32)? {
    guard let found = open(token, purpose) else { return nil }
    let now = office.world.now()
    return office.read { desk in
      guard let event = desk.programme.event(found.event),
        let person = guest(found, desk, now: now)
      else { return nil }
      return (event, person)
    }
  }

  /// The number of a link's person, as long as the link opens.
  func guest(
    _ found: (event: String, person: String), _ desk: borrowing Office.Desk, now: Instant
  ) -> Int32? {
    guard let person = desk.state.people.existing(found.person),
      desk.agenda.judge.directory.person(person, desk.state) != nil
    else { return nil }
    guard desk.state.events[found.event]?.isExpired(person, now: now) == true else { return person }
    let event = desk.programme.event(found.event)
    return event.map { desk.isInvited(person, to: $0) } == true ? person : nil
  }

  /// The person of a link that is about no event.
  func person(_ token: String, _ purpose: LinkPurpose) -> Int32? {
    guard let found = open(token, purpose) else { return nil }
    return office.read { desk in
      guard let person = desk.state.people.existing(found.person),
        desk.agenda.judge.directory.person(person, desk.state) != nil
      else { return nil }
      return person
    }
  }

  /// The event of a host's link: only for its host, and until a month after the event.
  func desk(_ token: String) -> Event? {
    guard let found = open(token, .host) else { return nil }
    let now = office.world.now()
    return office.read { desk in
      guard let event = desk.programme.event(found.event),
        event.host.address.normalized == found.person,
        now < event.ends.adding(seconds: 31 * 86_400)
      else { return nil }
      return event
    }
  }

  func token(_ purpose: LinkPurpose, event: String = "", person: String) -> String {
    LinkToken.make(purpose, event: event, person: person, keys: keys)
  }

  func open(
    _ token: String, _ purpose: LinkPurpose
  ) -> (event: String, person: String)? {
    let generation = { [office] (event: String) in
      purpose == .host ? office.read { $0.state.events[event]?.deskGeneration ?? 0 } : 0
    }
    let links = programme.current.links
    let directory = links.directory(office)
    if let found = LinkToken.open(
      token, for: purpose, in: directory, keys: keys, generation: generation)
    {
      return found
    }
    guard let directory = links.grown(office) else { return nil }
    return LinkToken.open(token, for: purpose, in: directory, keys: keys, generation: generation)
  }

  /// Waits for durability; what the page may say then.
  func saved(_ ticket: Ticket?) async -> Reception.Outcome {
    switch await office.durable(ticket) {
    case .success: .saved
    case .failure: .notSaved
    }
  }
}
