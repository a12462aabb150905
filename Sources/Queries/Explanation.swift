package import Domain
package import JSONLines
import Planning
package import State

/// One line of `convoke explain`: what became, or will become, of one step for one person.
package struct Explanation: Sendable {
  package var event: String
  package var step: String
  package var occurrence: Int32
  package var state: String
  package var at: Instant?
  package var why: String
  package var messageID: String
  package var reply: String

  package var json: JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("event", event)
    json.add("step", step)
    if occurrence > 0 { json.add("occurrence", Int(occurrence)) }
    json.add("state", state)
    json.add("at", ifPresent: at?.rfc3339)
    json.add("why", why)
    json.add("message_id", messageID)
    json.add("reply", reply)
    return json
  }
}

/// When a delivery was handed over and what the server said: kept by the journal only, until two
/// snapshots have made its segment superfluous.
package struct DeliveryHistory: Sendable {
  package var messageID = ""
  package var at: Instant?
  package var reply = ""

  package init() {}
}

extension DeliveryHistory {
  /// Tells what went of steps that are due once more apart from what goes now, while lines are
  /// read.
  package struct Rounds {
    /// The revision with which the round of a step began.
    private var began: [Scope: Int] = [:]

    package init() {}

    package mutating func begin(
      _ line: JSONLine, of person: Int32, _ history: inout [DeliveryKey: DeliveryHistory]
    ) {
      guard let event = line.string("event"), let sequence = line.int("sequence") else { return }
      for step in line.strings("steps") ?? [] {
        let scope = Scope(event: event, step: step)
        var key = DeliveryKey(event: event, step: step, person: person)
        let past = history.removeValue(forKey: key)
        key.step = EventRecord.round(of: step, began[scope] ?? 0)
        if let past { history[key] = past }
        began[scope] = sequence
      }
    }
  }
}

extension NetworkView {
  /// Each step of `event` (of all events when nil) for `person`, in the order of their moments.
  package func explain(
    _ person: Int32, _ event: String?, history: [DeliveryKey: DeliveryHistory], now: Instant
  ) -> [Explanation] {
    var lines: [Explanation] = []
    let unconfirmed = policy.unconfirmed(state, now: now)
    let isStaff = state.people.name(person).isStaff
    for schedule in policy.schedules where event == nil || schedule.event.id == event {
      for (index, timed) in schedule.timed.enumerated() {
        if isStaff, timed.step.to != .host || person != schedule.host { continue }
        lines += earlier(schedule.event.id, timed.step.name, person, history)
        let key = DeliveryKey(event: schedule.event.id, step: timed.step.name, person: person)
        let verdict = heeding(
          policy.verdict(schedule, index, person, state, now: now),
          needsRelease: policy.needsRelease(schedule, index, state, now: now))
        let shown = policy.foreseen(
          verdict, schedule, index, person, state, unconfirmed: unconfirmed)
        var line = explanation(key, shown, history[key], due: timed.due)
        // Held before it is due: the moment is the one it would go at.
        if case .waiting(let until, _) = verdict { line.at = until }
        if line.state == "waiting", let short = policy.shortOfQuorum(schedule, state, now: now),
          timed.due >= short.at
        {
          line.why += "; \(DeliveryPolicy.ifReached)"
        }
        if verdict == .notForThem { line.why = outside(schedule.event, person) }
        if verdict == .due, policy.beginsSmall(schedule, index, state, now: now) {
          line.why = "the step \(Canary.text)"
        }
        lines.append(line)
      }
      let owed = (state.events[schedule.event.id]?.occurrences ?? [:]).filter {
        $0.key.person == person
      }
      for (key, delivery) in owed.sorted(by: { $0.value.at < $1.value.at }) {
        let verdict = policy.owed(key, schedule, state, now: now)
        lines.append(explanation(key, verdict, history[key], due: delivery.at))
      }
    }
    if event == nil { lines += alerts(person, history, now) }
    return lines
  }

  /// What went of a step before a revision made it due once more.
  private func earlier(
    _ event: String, _ step: String, _ person: Int32, _ history: [DeliveryKey: DeliveryHistory]
  ) -> [Explanation] {
    guard let record = state.events[event] else { return [] }
    return record.earlierRounds(of: step).compactMap { round in
      guard round.ledger[person] != .open else { return nil }
      let key = DeliveryKey(
        event: event, step: EventRecord.round(of: step, round.sequence), person: person)
      var line = explanation(key, .done(round.ledger[person]), history[key], due: .distantPast)
      line.step = step
      line.why += ", before the event was moved"
      return line
    }
  }

  /// Which part of an event's audience keeps somebody out.
  private func outside(_ event: Event, _ number: Int32) -> String {
    guard let person = person(number), let unmet = event.audience.unmet(by: person) else {
      return "the event is not for them"
    }
    let source = event.audience.source
    return "the event is not for them: its audience is '\(source)'"
      + (unmet == source ? "" : ", and they do not meet '\(unmet)'")
  }

  /// Mails to the operators, which are about no event.
  private func alerts(
    _ person: Int32, _ history: [DeliveryKey: DeliveryHistory], _ now: Instant
  ) -> [Explanation] {
    let told = state.events[Notice.noEvent]?.occurrences.filter { $0.key.person == person } ?? [:]
    return told.sorted { $0.value.at < $1.value.at }.map { key, delivery in
      explanation(
        key, policy.notice(key, nil, state, now: now), history[key], due: delivery.at)
    }
  }

  private func explanation(
    _ key: DeliveryKey, _ verdict: DeliveryDecision, _ history: DeliveryHistory?, due: Instant
  ) -> Explanation {
    var at: Instant? = history?.at ?? remembered(key)
    if case .waiting(let until, _) = verdict { at = until }
    if case .due = verdict { at = due }
    return Explanation(
      event: key.event, step: key.step, occurrence: key.occurrence, state: verdict.word, at: at,
      why: verdict.why.isEmpty ? Self.plain(verdict) : verdict.why,
      messageID: history?.messageID ?? "",
      reply: history?.reply ?? state.attempt(key)?.reply ?? "")
  }

  /// The moment of a mail whose lines are gone. The state has it of the first mail about an event
  /// and of the last timed one; a mail that followed something has the moment of what happened.
  private func remembered(_ key: DeliveryKey) -> Instant? {
    guard let record = state.events[key.event], state.delivery(key).mayHaveArrived else {
      return nil
    }
    if key.occurrence != 0 { return record.occurrences[key]?.at }
    // Which of the rounds of a step that was due once more had a moment, nobody knows.
    if record.steps.keys.contains(where: EventRecord.isEarlier) { return nil }
    let mailed = schedule(key.event)?.timed.map(\.step.name).filter {
      record.ledger($0, key.person).mayHaveArrived
    }
    if mailed?.last == key.step { return record.lastTimedMail(to: key.person) }
    guard mailed?.first == key.step, let first = record.firstMail(to: key.person) else {
      return nil
    }
    // An answer by phone before the invitation: its confirmation was the first mail.
    let followed = record.occurrences.contains {
      $0.key.person == key.person && $0.value.at <= first
    }
    return followed ? nil : first
  }

  private static func plain(_ verdict: DeliveryDecision) -> String {
    switch verdict {
    case .done(.sent): "handed over"
    case .done(.failed): "the server refused it"
    case .done(.missed): "its last moment passed"
    case .due: "due now"
    default: ""
    }
  }
}
