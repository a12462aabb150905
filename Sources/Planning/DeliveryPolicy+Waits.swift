package import Domain
package import State

/// Mails that no clock lets go, only a person: those of a step for more people than `confirm_over`,
/// and those under a hold.
package struct Wait: Hashable, Sendable {
  /// What `convoke release` is to be told.
  package var scope: Scope
  package var mails: Int
  /// When the first of them is due.
  package var due: Instant
  /// What holds them; empty for `confirm_over`.
  package var why: String

  package init(scope: Scope, mails: Int, due: Instant, why: String) {
    self.scope = scope
    self.mails = mails
    self.due = due
    self.why = why
  }

  /// Nobody was told when it began: an operator, a host or a rule of the files holds it. Of what
  /// stopped by itself the operators heard at once.
  var isQuiet: Bool { scope.event != Scope.everything.event && (why.isEmpty || isByHand) }
  private var isByHand: Bool { why.hasPrefix("held by ") && scope.person == nil }

  /// `1,962 mails wait for you`, with since when they will, and why.
  package func text(now: Instant, zone: Zone) -> String {
    var text = mails == 1 ? "1 mail waits for you" : "\(Self.grouped(mails)) mails wait for you"
    if due > now {
      let local = zone.local(due)
      text += " from \(local.dateText) \(local.timeText)"
    }
    return why.isEmpty ? text : text + " (\(why))"
  }

  private static func grouped(_ number: Int) -> String {
    let digits = String(number)
    let head = digits.count % 3
    var groups = head > 0 ? [String(digits.prefix(head))] : []
    var rest = digits.dropFirst(head)
    while !rest.isEmpty {
      groups.append(String(rest.prefix(3)))
      rest = rest.dropFirst(3)
    }
    return groups.joined(separator: ",")
  }
}

extension DeliveryPolicy {
  /// What of an event waits for a person as of `now`, or will within `preview_before`; each hold,
  /// and each step too large to go by itself, once.
  package func waits(
    _ schedule: EventSchedule, _ state: State, now: Instant
  ) -> [Wait] {
    guard let record = state.record(schedule.event.id), !record.dropped,
      !schedule.event.facts.cancelled
    else { return [] }
    var waits: [Scope: Wait] = [:]
    for (index, timed) in schedule.timed.enumerated() where isNear(timed, now: now) {
      let at = max(timed.due, programme.send.hours.next(from: now))
      let past = past(schedule, state)
      let scope = Scope(event: schedule.event.id, step: timed.step.name)
      var free = 0
      for person in candidates(schedule, state) {
        let candidate = candidate(schedule, person, past, state)
        switch verdict(schedule, index, candidate, past, state, now: at) {
        case .due, .waiting: free += 1
        case .held(let why):
          let holding = state.holdingScope(scope.event, scope.step, person)
          let wait = waits[holding] ?? Wait(scope: holding, mails: 0, due: timed.due, why: why)
          waits[holding] = Wait(
            scope: holding, mails: wait.mails + 1, due: min(wait.due, timed.due), why: why)
        case .done, .missed, .never: break
        }
      }
      if free > 0, needsRelease(schedule, index, state, now: at) {
        waits[scope] = Wait(scope: scope, mails: free, due: timed.due, why: "")
      }
    }
    return waits.values.sorted {
      ($0.due, $0.scope.event, $0.scope.step, $0.scope.person ?? -1)
        < ($1.due, $1.scope.event, $1.scope.step, $1.scope.person ?? -1)
    }
  }

  /// Whether a step can still go, and is due, or about to be.
  private func isNear(_ timed: EventSchedule.Timed, now: Instant) -> Bool {
    let before = programme.send.previewBefore?.seconds ?? 0
    return now <= timed.until && now >= timed.due.adding(seconds: -before)
  }

  /// The moments at which a step may begin to wait for a person, or to be waited for.
  func waitMoments(_ schedule: EventSchedule) -> [Instant] {
    let before = programme.send.previewBefore?.seconds ?? 0
    return schedule.timed.flatMap { [$0.due.adding(seconds: -before), $0.due] }
  }

  /// The alerts that the operators are owed of what waits: one `preview_before` it is due, one when
  /// it is.
  func alerts(of waits: [Wait], _ state: State, now: Instant) -> [Entry] {
    guard let operators = directory.operators else { return [] }
    let told = (state.record(Notice.noEvent)?.occurrences.values).map { deliveries in
      deliveries.compactMap(\.notice).filter { $0.about == Trouble.waiting.rawValue }
    }
    return waits.filter(\.isQuiet).compactMap { wait in
      let isDue = wait.due <= now
      let command = Brake(wait.scope, why: "").remedy
      let isTold = (told ?? []).contains {
        $0.until == wait.due && $0.text.hasSuffix(": \(command)") && (!isDue || $0.from != nil)
      }
      if isTold { return nil }
      let zone = programme.event(wait.scope.event)?.facts.zone ?? programme.network.zone
      let text = "\(wait.scope.event): \(wait.text(now: now, zone: zone)): \(command)"
      return .notified(
        event: Notice.noEvent,
        Notice(
          .alert, about: Trouble.waiting.rawValue, text: text, from: isDue ? wait.due : nil,
          until: wait.due, count: wait.mails), people: [operators])
    }
  }
}

extension State {
  /// What has to be released for a delivery that is held to go.
  fileprivate func holdingScope(_ event: String, _ step: String, _ person: Int32) -> Scope {
    let scopes = [
      Scope.everything, Scope(event: event), Scope(event: event, step: step),
      Scope(event: event, step: step, person: person),
    ]
    return scopes.first { holds[$0] != nil } ?? scopes[2]
  }
}
