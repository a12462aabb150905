package import Domain

extension Decide {
  /// An alert to the operators; nothing when there are none, or when they were told of this lately.
  ///
  /// `text` says what is wrong in one line, without secrets and without names of partners: it is
  /// kept in the journal. The way out stands in the template (`alert.remedy`).
  package static func alert(
    _ trouble: Trouble, _ text: String, to operators: Int32?, _ state: State, now: Instant
  ) -> [Entry] {
    guard let operators else { return [] }
    let told = state.events[Notice.noEvent]?.occurrences.values.filter {
      $0.notice?.kind == .alert && $0.notice?.about == trouble.rawValue
    }
    for delivery in told ?? [] {
      let quiet = delivery.notice?.text == text ? trouble.quiet.same : trouble.quiet.other
      if delivery.at <= now, now < delivery.at.adding(seconds: quiet) { return [] }
    }
    return [
      .notified(
        event: Notice.noEvent, Notice(.alert, about: trouble.rawValue, text: text),
        people: [operators])
    ]
  }
}
