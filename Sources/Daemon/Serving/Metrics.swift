import Domain
package import Engine
import Planning
import Queries
import State
import Store
import Synchronization
package import Web

/// The figures of CONTRACT 7 as Prometheus text (exposition format 0.0.4). Times and requests are
/// gathered on the way; what takes a look at everybody is counted by `Figures`.
package final class Metrics: Sendable {
  /// From the first word to the server to its last, the commitment in between included.
  package let smtp = Histogram()
  package let composing = Histogram()
  /// Waiting for the commitment to be durable.
  package let committing = Histogram()
  package let sync = Histogram()
  private let requests = Mutex<[WebServer.Served: Int]>([:])
  private let mails = Mutex<[String: Int]>([:])
  /// When the relay last took a mail, in milliseconds since 1970.
  private let accepted = Atomic<Int64>(0)
  private let standing: ConfigStanding
  private let version: String

  package init(standing: ConfigStanding = ConfigStanding(), version: String = "") {
    self.standing = standing
    self.version = version
  }

  package func served(_ request: WebServer.Served) {
    requests.withLock { $0[request, default: 0] += 1 }
  }

  /// A mail came in and was dealt with.
  package func received(kind: String, outcome: String) {
    mails.withLock { $0["kind=\"\(kind)\",outcome=\"\(outcome)\"", default: 0] += 1 }
  }

  /// The relay took a mail.
  func accepted(at now: Instant) { accepted.store(now.milliseconds, ordering: .relaxed) }

  /// The text for `/metrics`.
  package func text(_ engine: Engine, _ figures: Figures) -> String {
    let families =
      [
        MetricFamily(
          name: "convoke_build_info", help: "The version that runs; always 1.", kind: .gauge,
          samples: ["{version=\"\(version)\"} 1"])
      ] + sending(engine, figures.latest) + health(engine, figures.latest) + times + traffic
      + ProcessFigures.families
    return families.flatMap(\.lines).joined(separator: "\n") + "\n"
  }

  private func sending(_ engine: Engine, _ counts: Figures.Counts) -> [MetricFamily] {
    let now = engine.environment.now()
    let (due, next, holds) = engine.read { current in
      let owed = current.state.events.values.reduce(0) { $0 + $1.owed.count }
      return (
        current.dueQueue.steppingOut.values.reduce(0, +) + current.dueQueue.inFlightCount + owed,
        current.dueQueue.policy.nextSend(current.state, now: now), Self.holds(current)
      )
    }
    let states = (StatusReport.states + ["never"]).map {
      ("state=\"\($0)\"", counts.deliveries[$0] ?? 0)
    }
    return [
      .labelled(
        .counter, "convoke_deliveries_total",
        "Mails of events by what became of them; counted every few seconds.",
        Dictionary(uniqueKeysWithValues: states)),
      .labelled(
        .counter, "convoke_rsvps_total", "Answers that count now, by how they came.",
        counts.answers),
      .gauge("convoke_due", "Mails that may go at once.", Double(due)),
      .gauge(
        "convoke_doubt", "Mails of which nobody knows whether they arrived: retry or drop.",
        Double(counts.deliveries["doubt"] ?? 0)),
      .gauge(
        "convoke_held", "Mails that are held: release.", Double(counts.deliveries["held"] ?? 0)),
      .labelled(
        .gauge, "convoke_holds", "Holds of everything, an event, a step or a person, by reason.",
        holds),
      .gauge(
        "convoke_next_due_timestamp_seconds",
        "When the next timed step begins, in seconds since 1970; 0: none is planned.",
        next.map { Double($0.at.seconds) } ?? 0),
      .gauge(
        "convoke_last_accepted_timestamp_seconds",
        "When the relay last took a mail since the start, in seconds since 1970; 0: not yet.",
        Double(accepted.load(ordering: .relaxed) / 1000)),
    ]
  }

  private static func holds(_ current: borrowing EngineState) -> [String: Int] {
    var counts: [HoldReason: Int] = [:]
    for (scope, why) in current.state.holds { counts[HoldReason(scope, why: why), default: 0] += 1 }
    counts[.confirmOver] = current.dueQueue.unconfirmed.count
    return Dictionary(
      uniqueKeysWithValues: HoldReason.allCases.map {
        ("reason=\"\($0.rawValue)\"", counts[$0] ?? 0)
      })
  }

  private func health(_ engine: Engine, _ counts: Figures.Counts) -> [MetricFamily] {
    let journal = engine.journal.status
    let (isAway, all, people, gate) = engine.read { current in
      (
        current.relayTrouble != nil, current.state.holds[.everything] != nil,
        current.state.holds.keys.contains { $0.event == Scope.roster.event }, current.clockGate
      )
    }
    let clock = KernelClock.isSynchronised
    return [
      .gauge(
        "convoke_relay_up", "Whether the relay takes mail: 0 while it is away.", isAway ? 0 : 1),
      .gauge(
        "convoke_store_writable", "Whether answers can be saved.", journal.readOnly == nil ? 1 : 0),
      .labelled(
        .gauge, "convoke_stopped", "Whether all mail, or a new roster, waits for a release.",
        ["what=\"all\"": all ? 1 : 0, "what=\"people\"": people ? 1 : 0]),
      .counter(
        "convoke_store_entries_total", "Lines of the journal, ever.", Double(journal.entries)),
      .gauge(
        "convoke_config_valid", "Whether the files are in force: 0 after an edit that was refused.",
        standing.refused == nil ? 1 : 0),
      .gauge(
        "convoke_restart_needed", "How many keys of convoke.toml wait for a restart.",
        Double(standing.needsRestart.count)),
      .gauge(
        "convoke_clock_synchronised",
        "Whether the kernel calls the clock synchronised; -1: it does not say.",
        clock.map { $0 ? 1 : 0 } ?? -1),
      .gauge(
        "convoke_clock_waiting", "Whether timed mail waits for the clock.", gate.isWaiting ? 1 : 0),
      .gauge(
        "convoke_inbound_waiting", "Mails that came in and are not read yet.",
        Double(counts.inboundWaiting)),
    ]
  }

  private var times: [MetricFamily] {
    [
      smtp.family("convoke_smtp_seconds", "From the first word to the relay to its last."),
      composing.family("convoke_compose_seconds", "Making a mail."),
      committing.family("convoke_commit_seconds", "Waiting until a mail's commitment is durable."),
      sync.family("convoke_store_sync_seconds", "One fdatasync of the journal."),
    ]
  }

  private var traffic: [MetricFamily] {
    var counts: [String: Int] = [:]
    for (request, count) in requests.withLock({ $0 }) {
      counts["route=\"\(request.route)\",status=\"\(request.status)\"", default: 0] += count
    }
    return [
      .labelled(
        .counter, "convoke_http_requests_total", "Requests to the pages, by route and status.",
        counts),
      .labelled(
        .counter, "convoke_inbound_total", "Mails that came in, by kind and what became of them.",
        mails.withLock { $0 }),
    ]
  }
}
