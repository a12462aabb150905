package import Domain
package import Letters
package import Planning
package import State

extension LetterRequest {
  /// What the letter of a delivery is made of, as things stand; nil when it concerns nobody any
  /// more.
  package init?(_ key: DeliveryKey, _ current: borrowing EngineState, now: Instant) {
    self.init(
      key, policy: current.dueQueue.policy, state: current.state, zones: current.zones, now: now)
  }

  // Borrowed: an initialiser's argument is its own, and a state is large.
  package init?(
    _ key: DeliveryKey, policy: DeliveryPolicy, state: borrowing State, zones: KnownZones,
    now: Instant
  ) {
    if let delivery = state.events[key.event]?.occurrences[key], let notice = delivery.notice {
      self.init(key, notice, delivery, policy, state, now: now)
      return
    }
    guard let event = policy.programme.event(key.event), let step = event.step(key.step),
      let person = Self.reader(key, step, event, policy, state)
    else { return nil }
    let record = state.events[key.event]
    let seats = record?.seats
    let delivery = record?.occurrences[key]
    self.init(
      kind: .step(step), event: event, person: person,
      answer: seats?.standings[key.person].map {
        Answer(
          choice: $0.choice, guests: $0.guests, questions: record?.words[key.person] ?? [:])
      },
      seat: Self.seat(key.person, seats),
      oldFacts: delivery.flatMap { $0.kind == .rescheduled || $0.kind == .cancelled ? $0 : nil }
        .flatMap { _ in record?.former?.facts { zones[$0] } },
      sequence: delivery?.sequence ?? record?.sequence ?? 0, occurrence: Int(key.occurrence),
      instant: state.attempt(key)?.date ?? now)
    isShortOfQuorum = record?.calledOff == true && event.facts.cancelled
    deskGeneration = record?.deskGeneration ?? 0
    guard let record, let delivery else { return }
    gaveUpSeat = record.gaveUpSeat(key.person)
    func name(_ number: Int32?) -> String {
      guard let number, let someone = policy.directory.person(number, state) else { return "" }
      return someone.name.isEmpty ? someone.email.text : someone.name
    }
    let standing = record.seats.standings[key.person]
    let wasSent = standing.map { record.colleagues[key.person]?.at == $0.at } == true
    // Who was sent instead did not answer; later answers are the reader's own.
    if delivery.kind == .asked || delivery.kind == .rsvp && wasSent {
      broughtInBy = name(record.colleagues[key.person]?.by)
    }
    if delivery.kind == .rsvp { sentInstead = name(record.sentInstead(of: key.person)) }
    if delivery.kind == .rsvp || delivery.kind == .waiting, let via = record.via[key.person] {
      answersMail = via == "calendar" || via == "mail"
    }
  }

  /// The person with the language they chose; for a host the address stands for the id.
  private static func reader(
    _ key: DeliveryKey, _ step: Step, _ event: Event, _ policy: DeliveryPolicy, _ state: State
  ) -> Person? {
    guard var person = policy.directory.person(key.person, state) else { return nil }
    if step.to == .host { person.id = event.host.address.normalized }
    if let language = state.languages[key.person] { person.language = language }
    return person
  }

  /// For a preview before anything happened: the answer that the step follows.
  package mutating func suppose(_ step: Step) {
    guard case .on(let kind) = step.trigger else { return }
    answer = Answer(choice: .yes)
    seat =
      switch kind {
      case .waiting: .waiting(position: 1)
      case .offered: .offered(until: instant.adding(seconds: 86_400))
      case .rsvp, .promoted, .rescheduled, .cancelled, .notice: .seated
      case .asked: .none
      }
  }

  static func seat(_ person: Int32, _ seats: SeatBook?) -> SeatNote {
    guard let seats else { return .none }
    switch seats.seat(of: person) {
    case .none: return .none
    case .seated: return .seated
    case .waiting: return .waiting(position: seats.position(of: person) ?? 1)
    case .offered: return .offered(until: seats.offerEnds(for: person) ?? .distantPast)
    }
  }
}
