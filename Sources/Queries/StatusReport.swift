package import Domain
package import JSONLines
import Planning
import State

/// What `convoke status` shows.
package struct StatusReport: Sendable {
  package struct EventLine: Sendable {
    package var id: String
    package var title: String
    package var starts: String
    package var counts: [String: Int]
    package var deliveries: [String: Int]
    /// Let go with `convoke drop`, though the files still have it.
    package var isDropped: Bool
  }

  package var events: [EventLine]
  package var deliveries: [String: Int]
  /// What only a person can let go.
  package var waiting: [WaitingForYou] = []
  /// Of those waiting, the mails that may go at once, of the system's too.
  package var due: Int
  package var holds: [String]
  package var doubts: [String]
  /// Addresses that take no mail, each with the reason.
  package var unreachable: [String]
  package var isConfigValid: Bool
  package var entries: Int
  /// Members of the `store` object beside `entries`, when a daemon answers.
  package var store: [(key: String, value: String)]
  /// Mails of the system itself, by state.
  package var system: [String: Int]

  /// The form of a report with nothing in it.
  package static func empty(
    isConfigValid: Bool, store: [(key: String, value: String)]
  ) -> StatusReport {
    StatusReport(
      events: [], deliveries: [:], due: 0, holds: [], doubts: [], unreachable: [],
      isConfigValid: isConfigValid, entries: 0, store: store, system: [:])
  }

  package static let states = ["waiting", "sent", "held", "doubt", "failed", "missed"]

  package var json: JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add(
      "events",
      raw: JSONObjectWriter.array(
        events.map { event in
          var line = JSONObjectWriter()
          line.add("event", event.id)
          line.add("title", event.title)
          line.add("starts", event.starts)
          for (name, count) in event.counts.sorted(by: { $0.key < $1.key }) {
            line.add(name, count)
          }
          if event.isDropped { line.add("dropped", true) }
          line.add("deliveries", raw: Self.counts(event.deliveries).finish())
          return line
        }))
    json.add("deliveries", raw: Self.counts(deliveries).finish())
    json.add("system", raw: Self.counts(system).finish())
    json.add("waiting_for_you", raw: JSONObjectWriter.array(waiting.map(\.json)))
    json.add("holds", holds)
    json.add("doubts", doubts)
    json.add("unreachable", unreachable)
    json.add("config_valid", isConfigValid)
    var storeJSON = JSONObjectWriter()
    storeJSON.add("entries", entries)
    for (key, value) in store {
      if let number = Int(value) { storeJSON.add(key, number) } else { storeJSON.add(key, value) }
    }
    json.add("store", raw: storeJSON.finish())
    return json
  }

  private static func counts(_ values: [String: Int]) -> JSONObjectWriter {
    var json = JSONObjectWriter()
    for state in states { json.add(state, values[state] ?? 0) }
    return json
  }
}

extension NetworkView {
  /// Counts of answers and deliveries, judged as of `now`.
  ///
  /// `isForeseeing`: what is not due yet and will be too many for `confirm_over` counts as held, as
  /// in the plan; that takes a plan.
  package func status(
    now: Instant, entries: Int, isConfigValid: Bool, isForeseeing: Bool = true
  ) -> StatusReport {
    var totals: [String: Int] = [:]
    var doubts: [String] = []
    var due = 0
    var lines: [StatusReport.EventLine] = []
    let unconfirmed = isForeseeing ? policy.unconfirmed(state, now: now) : []
    for schedule in policy.schedules {
      let counted = deliveries(schedule, unconfirmed, now: now, doubts: &doubts, due: &due)
      for (state, count) in counted { totals[state, default: 0] += count }
      let book = state.events[schedule.event.id]?.seats
      let standings = book.map { Array($0.standings.values) } ?? []
      lines.append(
        StatusReport.EventLine(
          id: schedule.event.id,
          title: schedule.event.title.text(
            programme.network.language, fallback: programme.network.language),
          starts: schedule.event.starts.rfc3339,
          counts: [
            "yes": standings.count { $0.choice == .yes },
            "no": standings.count { $0.choice == .no },
            "maybe": standings.count { $0.choice == .maybe }, "seated": book?.seatedCount ?? 0,
            "waitinglist": book?.waitingCount ?? 0,
          ], deliveries: counted,
          isDropped: state.events[schedule.event.id]?.dropped ?? false))
    }
    let system = system(now: now, doubts: &doubts, due: &due)
    let holds = state.holds.map { scope, why in
      [scope.event, scope.step, scope.person.map(state.people.name) ?? ""]
        .filter { !$0.isEmpty }.joined(separator: " ") + ": \(why)"
    }
    return StatusReport(
      events: lines, deliveries: totals, due: due, holds: holds.sorted(), doubts: doubts.sorted(),
      unreachable: unreachable.map { "\($0.person.email.text) \($0.why)" },
      isConfigValid: isConfigValid, entries: entries, store: [], system: system)
  }

  /// Mails of the system itself, which are not among the deliveries of events.
  private func system(
    now: Instant, doubts: inout [String], due: inout Int
  ) -> [String: Int] {
    var counts: [String: Int] = [:]
    for (id, record) in state.events {
      let schedule = schedule(id)
      for (key, delivery) in record.occurrences where delivery.notice != nil {
        let verdict = policy.notice(key, schedule, state, now: now)
        let word = verdict.word
        counts[word, default: 0] += 1
        if verdict == .due { due += 1 }
        if word == "doubt" {
          doubts.append("\(id.isEmpty ? "-" : id) \(key.step) \(state.people.name(key.person))")
        }
      }
    }
    return counts
  }

  private func deliveries(
    _ schedule: EventSchedule, _ unconfirmed: Set<Scope>, now: Instant, doubts: inout [String],
    due: inout Int
  ) -> [String: Int] {
    var counts: [String: Int] = [:]
    let needRelease = schedule.timed.indices.map {
      policy.needsRelease(schedule, $0, state, now: now)
    }
    policy.forEachVerdict(schedule, state, now: now) { person, index, verdict in
      let shown = policy.foreseen(
        heeding(verdict, needsRelease: needRelease[index]), schedule, index, person, state,
        unconfirmed: unconfirmed)
      let word = shown.word
      counts[word, default: 0] += 1
      if shown == .due { due += 1 }
      if word == "doubt" {
        let step = schedule.timed[index].step.name
        doubts.append("\(schedule.event.id) \(step) \(state.people.name(person))")
      }
    }
    for (key, delivery) in state.events[schedule.event.id]?.occurrences ?? [:]
    where delivery.notice == nil {
      let verdict = policy.owed(key, schedule, state, now: now)
      let word = verdict.word
      counts[word, default: 0] += 1
      if verdict == .due { due += 1 }
      if word == "doubt" {
        doubts.append("\(key.event) \(key.step) \(state.people.name(key.person))")
      }
    }
    return counts
  }
}
