import Domain

/// The groups a step may be for, each decided from the answers.
enum Recipients {
  /// Why `person` is not in the group, or nil when they are.
  static func exclusion(
    _ group: Step.Recipients, _ someone: Person, _ person: Int32, _ event: Event,
    _ record: EventRecord?
  ) -> String? {
    let choice = record?.seats.answer(of: person)?.choice
    let seat = record?.seats.seat(of: person) ?? .none
    if choice == .no, group != .declined { return "declined" }
    switch group {
    case .audience:
      return event.audience.matches(someone) ? nil : "not in the audience"
    case .silent:
      if choice != nil { return "has answered" }
      // Who was invited by mistake, and is in the audience no more, is not reminded of it.
      if !event.audience.matches(someone) { return "not in the audience" }
      return wasInvited(person, event, record) ? nil : "was not invited"
    case .attending:
      return seat == .seated ? nil : "has no seat"
    case .waiting:
      return seat == .waiting || seat == .offered ? nil : "is not on the waiting list"
    case .maybe:
      return choice == .maybe && seat != .seated ? nil : "did not answer maybe"
    case .declined:
      return choice == .no ? nil : "did not decline"
    case .host, .person:
      return "is not a group of people"
    }
  }

  /// Whether an answer, or an invitation, can still bring the person into the group.
  static func mayStillJoin(
    _ group: Step.Recipients, _ person: Int32, _ record: EventRecord?
  ) -> Bool {
    let choice = record?.seats.answer(of: person)?.choice
    switch group {
    case .silent: return choice == nil
    case .attending, .waiting, .maybe: return choice != .no
    case .audience, .declined, .host, .person: return false
    }
  }

  /// Got, or may have got, a mail to the audience.
  static func wasInvited(_ person: Int32, _ event: Event, _ record: EventRecord?) -> Bool {
    event.steps.contains { step in
      step.isTimed && step.to == .audience
        && record?.ledger(step.name, person).mayHaveArrived == true
    }
  }
}
