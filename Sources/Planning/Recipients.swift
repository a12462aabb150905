import Domain

/// The groups a step may be for, each decided from the answers.
enum Recipients {
  /// Why the candidate is not in the group, or nil when they are.
  static func exclusion(
    _ group: Step.Recipients, _ candidate: Candidate, _ schedule: EventSchedule
  ) -> String? {
    if candidate.answer == .no, group != .declined { return "declined" }
    if isStranger(candidate, schedule), group != .host, group != .person { return notInAudience }
    switch group {
    case .audience:
      return candidate.isInAudience ? nil : notInAudience
    case .silent:
      if candidate.answer != nil { return "has answered" }
      // Who was invited by mistake, and is in the audience no more, is not reminded of it.
      if !candidate.isInAudience { return notInAudience }
      return candidate.wasInvited(schedule) ? nil : "was not invited"
    case .attending:
      if candidate.seat == .offered { return "has not taken the seat that is held for them" }
      return candidate.seat == .seated ? nil : "has no seat"
    case .waiting:
      return candidate.seat == .waiting || candidate.seat == .offered
        ? nil : "is not on the waiting list"
    case .maybe:
      return candidate.answer == .maybe && candidate.seat != .seated ? nil : "did not answer maybe"
    case .declined:
      return candidate.answer == .no ? nil : "did not decline"
    case .host, .person:
      return "is not a group of people"
    }
  }

  static let notInAudience = "not in the audience"

  /// Neither meant by the event nor ever told of it, nor somebody who answered.
  private static func isStranger(_ candidate: Candidate, _ schedule: EventSchedule) -> Bool {
    !candidate.isInAudience && candidate.answer == nil && !candidate.wasInvited(schedule)
  }

  /// Whether an answer, or an invitation, can still bring the candidate into the group.
  static func mayStillJoin(
    _ group: Step.Recipients, _ candidate: Candidate, _ schedule: EventSchedule
  ) -> Bool {
    if isStranger(candidate, schedule) { return false }
    return switch group {
    case .silent: candidate.answer == nil && candidate.isInAudience
    case .attending, .waiting, .maybe: candidate.answer != .no
    case .audience, .declined, .host, .person: false
    }
  }
}
