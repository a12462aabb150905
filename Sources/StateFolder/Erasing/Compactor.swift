package import Engine
import FoundationEssentials
package import Store
import Synchronization
import Threading

/// Has a snapshot written when the journal has grown by 64 MB or 500,000 entries since the last,
/// and goes on with an erasure that could not be finished.
package final class Compactor: Sendable {
  /// After a failure, such as a full disk, seconds until the next attempt.
  private static let patience = 600.0
  /// Seconds between two looks at an erasure that is owed.
  private static let eraserPatience = 30.0

  private struct Growth {
    var entries: Int
    var bytes = 0
    var lastEntries: Int
    var lastBytes: Int
    var isAtWork = false
    var notBefore = ContinuousClock.now
    var eraseNotBefore = ContinuousClock.now

    mutating func note(_ status: JournalStatus) {
      entries += max(0, status.entries - lastEntries)
      bytes += status.writtenBytes - lastBytes
      lastEntries = status.entries
      lastBytes = status.writtenBytes
    }
  }

  private let engine: Engine
  private let eraser: Eraser
  private let mostEntries: Int
  private let mostBytes: Int
  private let onFailure: @Sendable (any Error) -> Void
  private let growth: Mutex<Growth>

  /// `report` is what the start found; it tells how much has gathered since the last snapshot.
  package init(
    _ engine: Engine, eraser: Eraser, report: RecoveryReport, mostEntries: Int = 500_000,
    mostBytes: Int = 64 << 20,
    onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
  ) {
    self.engine = engine
    self.eraser = eraser
    self.mostEntries = mostEntries
    self.mostBytes = mostBytes
    self.onFailure = onFailure
    let status = engine.journal.status
    growth = Mutex(
      Growth(
        entries: report.lastSeq - (report.snapshotSeq ?? 0), lastEntries: status.entries,
        lastBytes: status.writtenBytes))
  }

  package var isAtWork: Bool { growth.withLock { $0.isAtWork } }

  /// To be called now and then; returns at once, the work is done on a thread of its own. Whether
  /// there was any to begin.
  @discardableResult
  package func look() -> Bool {
    let status = engine.journal.status
    let isOwing = eraser.isOwing
    let work: (@Sendable () -> Void)? = growth.withLock { growth in
      growth.note(status)
      guard !growth.isAtWork, status.readOnly == nil else { return nil }
      if isOwing, .now >= growth.eraseNotBefore {
        growth.isAtWork = true
        return { [self] in erase() }
      }
      guard .now >= growth.notBefore,
        growth.entries >= mostEntries || growth.bytes >= mostBytes
      else { return nil }
      growth.isAtWork = true
      // What is added from now on counts for the next one.
      growth.entries = 0
      growth.bytes = 0
      return { [self] in compact() }
    }
    guard let work else { return false }
    OSThread.startOrStop("compactor") { work() }
    return true
  }

  private func compact() {
    do {
      try engine.compact()
      growth.withLock { $0.isAtWork = false }
    } catch {
      onFailure(error)
      growth.withLock { growth in
        growth.notBefore = .now + .seconds(Self.patience)
        growth.entries = mostEntries
        growth.isAtWork = false
      }
    }
  }

  private func erase() {
    do { try eraser.finish() } catch { onFailure(error) }
    growth.withLock { growth in
      growth.eraseNotBefore = .now + .seconds(Self.eraserPatience)
      growth.isAtWork = false
    }
  }
}
