import Domain
package import Reception
import Store
import Synchronization

/// The figures of CONTRACT 7 as Prometheus text (exposition format 0.0.4), counted from the state
/// when they are asked for; only times and requests are gathered on the way.
package final class Metrics: Sendable {
  /// From the first word to the server to its last, the commitment in between included.
  package let smtp = Histogram()
  package let composing = Histogram()
  /// Waiting for the commitment to be durable.
  package let committing = Histogram()
  package let sync = Histogram()
  private let requests = Mutex<[WebServer.Served: Int]>([:])
  private let mails = Mutex<[String: Int]>([:])
  private let standing: ConfigStanding

  package init(standing: ConfigStanding = ConfigStanding()) { self.standing = standing }

  package func served(_ request: WebServer.Served) {
    requests.withLock { $0[request, default: 0] += 1 }
  }

  /// A mail came in and was dealt with.
  package func received(kind: String, _ receipt: Receipt) {
    if receipt == .later { return }
    mails.withLock { $0["kind=\"\(kind)\",outcome=\"\(receipt)\"", default: 0] += 1 }
  }

  /// The text for `/metrics`.
  package func text(_ office: Office) -> String {
    let now = office.world.now()
    let books = office.read { Books($0) }
    // What will wait for a release is not foreseen here: that takes a plan of the whole season.
    let status = books.status(
      now: now, entries: office.journal.status.entries, isConfigValid: true, isForeseeing: false)
    var lines = ["# TYPE convoke_deliveries_total counter"]
    for state in StatusReport.states + ["never"] {
      lines.append("convoke_deliveries_total{state=\"\(state)\"} \(status.deliveries[state] ?? 0)")
    }
    lines.append("# TYPE convoke_rsvps_total counter")
    for (labels, count) in Self.answers(books).sorted(by: { $0.key < $1.key }) {
      lines.append("convoke_rsvps_total{\(labels)} \(count)")
    }
    lines += [
      "# TYPE convoke_due gauge", "convoke_due \(status.due)",
      "# TYPE convoke_doubt gauge", "convoke_doubt \(status.deliveries["doubt"] ?? 0)",
      "# TYPE convoke_held gauge", "convoke_held \(status.deliveries["held"] ?? 0)",
      "# TYPE convoke_stopped gauge",
      "convoke_stopped{what=\"all\"} \(books.state.holds[.everything] == nil ? 0 : 1)",
      "convoke_stopped{what=\"people\"} \(books.state.holds.keys.contains { $0.event == Scope.roster.event } ? 1 : 0)",
      "# TYPE convoke_store_entries_total counter",
      "convoke_store_entries_total \(status.entries)",
      "# TYPE convoke_config_valid gauge",
      "convoke_config_valid \(standing.refused == nil ? 1 : 0)",
    ]
    lines += smtp.text("convoke_smtp_seconds") + composing.text("convoke_compose_seconds")
    lines += committing.text("convoke_commit_seconds") + sync.text("convoke_store_sync_seconds")
    lines.append("# TYPE convoke_http_requests_total counter")
    var counts: [String: Int] = [:]
    for (request, count) in requests.withLock({ $0 }) {
      counts["route=\"\(request.route)\",status=\"\(request.status)\"", default: 0] += count
    }
    for (labels, count) in counts.sorted(by: { $0.key < $1.key }) {
      lines.append("convoke_http_requests_total{\(labels)} \(count)")
    }
    lines.append("# TYPE convoke_inbound_total counter")
    for (labels, count) in mails.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      lines.append("convoke_inbound_total{\(labels)} \(count)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func answers(_ books: Books) -> [String: Int] {
    var counts: [String: Int] = [:]
    for record in books.state.events.values {
      for (person, standing) in record.seats.standings {
        let labels = "answer=\"\(standing.choice.rawValue)\",via=\"\(record.via[person] ?? "")\""
        counts[labels, default: 0] += 1
      }
    }
    return counts
  }
}
