/// One message of a playbook: a moment or an occurrence, for some people.
package struct Step: Hashable, Sendable {
  package enum Trigger: Hashable, Sendable {
    case at(Moment)
    case on(Occurrence)
  }

  /// Something that happened to a person and is answered with one mail each time it happens.
  package enum Occurrence: String, Hashable, Sendable, CaseIterable {
    case rsvp, waiting, offered, promoted, rescheduled, cancelled
    /// A mail was forwarded to somebody who asks to be invited too. It has a step of its own in
    /// every event, which no playbook names.
    case asked
    /// A mail of the system itself (`Notice`), which no playbook asks for.
    case notice

    /// Those that a playbook can name.
    package static let allCases: [Occurrence] = [
      .rsvp, .waiting, .offered, .promoted, .rescheduled, .cancelled,
    ]
  }

  /// How somebody gets the invitation they asked for (`Occurrence.asked`).
  package static let colleague = Step(
    name: "colleague", trigger: .on(.asked), to: .person, until: .start, onDoubt: .resend)

  package enum Recipients: String, Hashable, Sendable, CaseIterable {
    case audience, silent, attending, waiting, maybe, declined, host, person
  }

  /// The last moment a step may still be sent.
  package enum Until: Hashable, Sendable {
    case answerBy, start
    case moment(Moment)
  }

  package enum OnDoubt: String, Hashable, Sendable, CaseIterable { case next, resend, hold }

  /// `[a-z0-9-]+`, as in the playbook's `[step.NAME]`.
  package var name: String
  package var trigger: Trigger
  package var to: Recipients
  package var until: Until
  package var calendar: Bool
  package var onDoubt: OnDoubt
  /// Template name when it differs from the step's.
  package var template: String
  /// A timed step is due once more when a revision moves the event by more than this; nil: once.
  package var again: Span?

  package init(
    name: String, trigger: Trigger, to: Recipients, until: Until, calendar: Bool = false,
    onDoubt: OnDoubt, template: String? = nil, again: Span? = nil
  ) {
    self.name = name
    self.trigger = trigger
    self.to = to
    self.until = until
    self.calendar = calendar
    self.onDoubt = onDoubt
    self.template = template ?? name
    self.again = again
  }

  package var isTimed: Bool { if case .at = trigger { true } else { false } }
}
