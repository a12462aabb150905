/// `[send]`: when mail may leave, and the brakes.
package struct SendSettings: Sendable {
  /// Days, hours and holidays, in the network's zone.
  package var hours: SendingHours
  package var minGap: Span
  /// A step for more people than this waits for a release; 0 = never.
  package var confirmOver: Int
  /// How long before a timed step the host gets a preview; nil = off.
  package var previewBefore: Span?
  package var settle: Span
  /// Staging: when not empty, nobody else is ever mailed.
  package var onlyTo: [MailAddress]
  /// Over all events; 0 = no limit.
  package var perPersonPerWeek: Int
  /// How long after boot timed mail waits for a clock that the kernel calls synchronised; 0 = not.
  package var clockWait: Span

  package init(
    hours: SendingHours, minGap: Span, confirmOver: Int = 500, previewBefore: Span? = nil,
    settle: Span, onlyTo: [MailAddress] = [], perPersonPerWeek: Int = 0,
    clockWait: Span = .minutes(15)
  ) {
    self.hours = hours
    self.minGap = minGap
    self.confirmOver = confirmOver
    self.previewBefore = previewBefore
    self.settle = settle
    self.onlyTo = onlyTo
    self.perPersonPerWeek = perPersonPerWeek
    self.clockWait = clockWait
  }
}
