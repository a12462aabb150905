import Domain
package import Engine
import NIOConcurrencyHelpers
import Planning
import Queries
import SMTPClient
import State
package import StateFolder
import Store
import Threading

/// The figures that take a look at everybody of every event: counted on a thread of its own when
/// something changed, so that a scrape costs the same in every month of the season.
package final class Figures: Sendable {
  struct Counts: Sendable {
    var deliveries: [String: Int] = [:]
    /// Of mails that belong to no step of an event.
    var system: [String: Int] = [:]
    /// By the labels of `convoke_rsvps_total`.
    var answers: [String: Int] = [:]
    var entries = -1
    var minute: Int64 = -1
    var inboundWaiting = 0
  }

  /// Between two counts, in seconds, at least; and counting takes no more than a fiftieth of the
  /// time.
  private static let pause = 2.0
  private let engine: Engine
  private let spool: Spool
  private let counts = NIOLockedValueBox(Counts())
  private let isStopping = AtomicFlag(false)

  package init(_ engine: Engine, spool: Spool) {
    self.engine = engine
    self.spool = spool
    look()
  }

  var latest: Counts { counts.withLockedValue { $0 } }

  package func start() {
    OSThread.startOrStop("figures") { [self] in
      while !isStopping.isSet {
        let spent = ContinuousClock().measure { look() }.components
        let seconds = Double(spent.seconds) + Double(spent.attoseconds) / 1e18
        let rest = max(Self.pause, seconds * 50)
        var waited = 0.0
        while waited < rest, !isStopping.isSet {
          OSThread.sleep(seconds: 0.25)
          waited += 0.25
        }
      }
    }
  }

  package func stop() { isStopping.set(true) }

  /// Counts anew when anything was recorded since, or the minute is another.
  private func look() {
    let now = engine.environment.now()
    let waiting = (try? spool.names(in: .new).count) ?? 0
    let entries = engine.journal.status.entries
    let minute = now.seconds / 60
    let old = counts.withLockedValue { counts in
      counts.inboundWaiting = waiting
      return (counts.entries, counts.minute)
    }
    if old == (entries, minute) { return }
    let books = engine.read { NetworkView($0) }
    let status = books.status(
      now: now, entries: entries, isConfigValid: true, isForeseeing: false)
    let answers = Self.answers(books)
    counts.withLockedValue { counts in
      counts.deliveries = status.deliveries
      counts.system = status.system
      counts.answers = answers
      (counts.entries, counts.minute) = (entries, minute)
    }
  }

  private static func answers(_ books: NetworkView) -> [String: Int] {
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
