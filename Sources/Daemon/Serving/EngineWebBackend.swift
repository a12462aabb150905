import Domain
package import Engine
package import Letters
import Planning
import State
package import StateFolder
import Store
import Synchronization
import Web

/// Stands between the pages and the engine: opens tokens, fills view models, records answers.
package final class EngineWebBackend: Sendable {
  let engine: Engine
  let keys: SigningKeys
  /// Nil where nobody can be forgotten.
  let eraser: Eraser?
  private let programme: ProgrammeInForce
  private let texts = Mutex(Texts())

  /// By event and language, as they are asked for, under the rules of one judge.
  private struct Texts: Sendable {
    weak var policy: DeliveryPolicy?
    var texts: [String: [String: EventPageTexts]] = [:]
  }

  package init(
    engine: Engine, keys: SigningKeys, programme: ProgrammeInForce, eraser: Eraser? = nil
  ) {
    self.engine = engine
    self.eraser = eraser
    self.keys = keys
    self.programme = programme
  }

  /// The event's texts as the programme in force has them; nil when it is not in force.
  func text(
    of event: String, _ language: String, _ current: borrowing EngineState
  ) -> EventPageTexts? {
    let policy = current.dueQueue.policy
    let known = texts.withLock { $0.policy === policy ? $0.texts[event]?[language] : nil }
    if let known { return known }
    guard let found = current.programme.event(event) else { return nil }
    let text = EventPageTexts(found, language, current.programme, composer)
    texts.withLock { texts in
      if texts.policy !== policy { texts = Texts(policy: policy) }
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
    let now = engine.environment.now()
    return engine.read { current in
      guard let event = current.programme.event(found.event),
        let person = guest(found, current, now: now)
      else { return nil }
      return (event, person)
    }
  }

  /// The number of a link's person, as long as the link opens.
  func guest(
    _ found: (event: String, person: String), _ current: borrowing EngineState, now: Instant
  ) -> Int32? {
    guard let person = current.state.people.existing(found.person),
      current.dueQueue.policy.directory.person(person, current.state) != nil
    else { return nil }
    guard current.state.events[found.event]?.isExpired(person, now: now) == true else {
      return person
    }
    let event = current.programme.event(found.event)
    return event.map { current.isInvited(person, to: $0) } == true ? person : nil
  }

  /// The person of a link that is about no event.
  func person(_ token: String, _ purpose: LinkPurpose) -> Int32? {
    guard let found = open(token, purpose) else { return nil }
    return engine.read { current in
      guard let person = current.state.people.existing(found.person),
        current.dueQueue.policy.directory.person(person, current.state) != nil
      else { return nil }
      return person
    }
  }

  /// The event of a host's link: only for its host, and until a month after the event.
  func desk(_ token: String) -> Event? {
    guard let found = open(token, .host) else { return nil }
    let now = engine.environment.now()
    return engine.read { current in
      guard let event = current.programme.event(found.event),
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
    let generation = { [engine] (event: String) in
      purpose == .host ? engine.read { $0.state.events[event]?.deskGeneration ?? 0 } : 0
    }
    let links = programme.current.links
    let directory = links.directory(engine)
    if let found = LinkToken.open(
      token, for: purpose, in: directory, keys: keys, generation: generation)
    {
      return found
    }
    guard let directory = links.grown(engine) else { return nil }
    return LinkToken.open(token, for: purpose, in: directory, keys: keys, generation: generation)
  }

  /// Waits for durability; what the page may say then.
  func saved(_ ticket: Ticket?) async -> ChangeOutcome {
    switch await engine.durable(ticket) {
    case .success: .saved
    case .failure: .notSaved
    }
  }
}
