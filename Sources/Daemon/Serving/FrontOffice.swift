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
  private let shelf: Mutex<Shelf>

  struct Shelf: Sendable {
    var directory: LinkDirectory
    /// How many of the state's people are in it.
    var people: Int
    var composer: Composer
    /// By event and language, as they are asked for, for one edition of the programme.
    var texts: [String: [String: EventText]] = [:]
    var edition = 0

    init(_ office: Office, _ composer: Composer) {
      self.composer = composer
      (directory, people) = office.read { desk in
        let hosts = desk.programme.events.map { $0.host.address.normalized }
        // Events whose file is gone: mail about them still comes back.
        let events = Set(desk.programme.events.map(\.id)).union(desk.state.events.keys)
        return (
          LinkDirectory(
            events: events.sorted(), people: desk.state.people.names + Set(hosts)),
          desk.state.people.count
        )
      }
    }
  }

  package init(
    office: Office, keys: SigningKeys, composer: Composer, eraser: Eraser? = nil
  ) {
    self.office = office
    self.eraser = eraser
    self.keys = keys
    shelf = Mutex(Shelf(office, composer))
  }

  /// After a reload: links of new people and events open from now on.
  package func replace(_ composer: Composer) {
    let fresh = Shelf(office, composer)
    shelf.withLock { $0 = fresh }
  }

  /// Whom tags and links may be about, as of now.
  var directory: LinkDirectory { grown() ?? shelf.withLock { $0.directory } }

  /// The event's texts as the programme in force has them; nil when it is not in force.
  func text(of event: String, _ language: String, _ desk: borrowing Office.Desk) -> EventText? {
    let edition = desk.edition
    let known = shelf.withLock { shelf in
      shelf.edition == edition ? shelf.texts[event]?[language] : nil
    }
    if let known { return known }
    guard let found = desk.programme.event(event) else { return nil }
    let text = EventText(found, language, desk.programme, composer)
    shelf.withLock { shelf in
      if shelf.edition != edition { (shelf.texts, shelf.edition) = ([:], edition) }
      shelf.texts[event, default: [:]][language] = text
    }
    return text
  }

  var composer: Composer { shelf.withLock { $0.composer } }

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
    let directory = shelf.withLock { $0.directory }
    if let found = LinkToken.open(
      token, for: purpose, in: directory, keys: keys, generation: generation)
    {
      return found
    }
    guard let directory = grown() else { return nil }
    return LinkToken.open(token, for: purpose, in: directory, keys: keys, generation: generation)
  }

  /// The directory with those who came since it was made, such as colleagues; nil when nobody did.
  private func grown() -> LinkDirectory? {
    let known = shelf.withLock { $0.people }
    let names = office.read { desk in
      (known..<max(known, desk.state.people.count)).map { desk.state.people.name(Int32($0)) }
    }
    if names.isEmpty { return nil }
    return shelf.withLock { shelf in
      // Somebody else may have been quicker.
      if shelf.people == known {
        shelf.directory.add(people: names)
        shelf.people = known + names.count
      }
      return shelf.directory
    }
  }

  /// Waits for durability; what the page may say then.
  func saved(_ ticket: Ticket?) async -> Reception.Outcome {
    switch await office.durable(ticket) {
    case .success: .saved
    case .failure: .notSaved
    }
  }
}
