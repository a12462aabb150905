import Foundation
package import Store
import Synchronization

/// Has a snapshot written when the journal has grown by 64 MB or 500,000 entries since the last.
package final class Compactor: Sendable {
  private static let mostEntries = 500_000
  private static let mostBytes = 64 << 20
  /// After a failure, such as a full disk, seconds until the next attempt.
  private static let patience = 600.0

  private struct Growth {
    var entries: Int
    var bytes = 0
    var lastEntries: Int
    var lastSegmentBytes: Int
    var isAtWork = false
    var notBefore = ContinuousClock.now

    /// A segment that is shorter than it was is a new one.
    mutating func note(_ status: JournalStatus) {
      entries += max(0, status.entries - lastEntries)
      bytes +=
        status.segmentBytes >= lastSegmentBytes
        ? status.segmentBytes - lastSegmentBytes : status.segmentBytes
      lastEntries = status.entries
      lastSegmentBytes = status.segmentBytes
    }
  }

  private let office: Office
  private let onFailure: @Sendable (any Error) -> Void
  private let growth: Mutex<Growth>

  /// `report` is what the start found; it tells how much has gathered since the last snapshot.
  package init(
    _ office: Office, report: RecoveryReport,
    onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
  ) {
    self.office = office
    self.onFailure = onFailure
    let status = office.journal.status
    growth = Mutex(
      Growth(
        entries: report.lastSeq - (report.snapshotSeq ?? 0), lastEntries: status.entries,
        lastSegmentBytes: status.segmentBytes))
  }

  /// To be called now and then; returns at once, the work is done on a thread of its own.
  package func look() {
    let status = office.journal.status
    let isDue = growth.withLock { growth in
      growth.note(status)
      guard !growth.isAtWork, status.readOnly == nil, .now >= growth.notBefore,
        growth.entries >= Self.mostEntries || growth.bytes >= Self.mostBytes
      else { return false }
      growth.isAtWork = true
      return true
    }
    guard isDue else { return }
    let thread = Thread { [self] in work() }
    thread.name = "compactor"
    thread.start()
  }

  private func work() {
    do {
      try office.compact()
      growth.withLock { growth in
        growth.entries = 0
        growth.bytes = 0
        growth.isAtWork = false
      }
    } catch {
      onFailure(error)
      growth.withLock { growth in
        growth.notBefore = .now + .seconds(Self.patience)
        growth.isAtWork = false
      }
    }
  }
}
