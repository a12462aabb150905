package import Domain
import State
package import Store
import Synchronization

extension Engine {
  /// Writes a snapshot of the state as it is now, so that older segments can go; the number of the
  /// last entry it stands for.
  ///
  /// Blocks until it is written; the engine goes on meanwhile. Errors are `StoreError`; after one
  /// the older snapshots and every segment are still there.
  @discardableResult
  package func compact() throws -> Int {
    try upkeep.withLock { _ in try takeSnapshot() }
  }

  private func takeSnapshot() throws -> Int {
    // The state and the last thing in it, at one moment: a change of nothing, so that a state that
    // ran ahead of the journal is read again first.
    let (taken, _) = change { current, now in
      (
        Taken(
          state: current.state, ticket: current.ticket, durable: journal.status.durableSeq, at: now,
          isSound: !current.needsRebuild), []
      )
    }
    guard taken.isSound else {
      throw StoreError.notSaved(reason: "the state is being read again after a failure")
    }
    try wait(taken.ticket)
    let seq = taken.ticket.map { $0.seqs.upperBound - 1 } ?? taken.durable
    try journal.snapshot(through: seq, taken.state.records(at: taken.at))
    return seq
  }

  private struct Taken: Sendable {
    var state: State
    var ticket: Ticket?
    var durable: Int
    var at: Instant
    var isSound: Bool
  }
}

extension State {
  /// The lines of a snapshot, worked out one by one; `at` stands where the state holds no moment.
  package func records(at: Instant) -> some Sequence<Record> {
    let codec = self.codec
    return restated(at: at).lazy.map { entry, at in
      let (type, fields) = codec.encode(entry)
      return Record(type: type, at: at.milliseconds, fields: fields)
    }
  }
}
