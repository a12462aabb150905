import Threading

/// An append-only journal of entries that the store does not understand.
///
/// `append` gives numbers in call order and returns at once; one writer puts what has gathered into
/// the open segment and syncs once for all who wait. An entry counts only when `wait` (or
/// `onDurable`, or `save`) has returned without an error.
///
/// After a failed call of the disk nothing is trusted that was not synced before: every entry under
/// way fails, numbers start again after the last durable one, and the journal is read-only until a
/// new segment could be written. Memory that was changed before its entries were durable is then
/// wrong; so nothing more is accepted until `replay` has been called to rebuild it, or `resume` by
/// a caller whose memory only ever holds durable entries.
package final class Journal: Sendable {
  let layout: StoreLayout
  let disk: any Disk
  let options: JournalOptions
  let store: String

  let monitor: Monitor<JournalState>
  let writer: Monitor<SegmentWriter>
  let waiting: Monitor<[(ticket: Ticket, callback: @Sendable (Result<Void, StoreError>) -> Void)]>

  /// Held by the caller whose turn it is to write, in `caller` threading.
  let turn = Monitor<Void>(())

  /// Held while files may be removed or are read as a whole.
  let maintenance = Monitor<Void>(())
  private let thread: JoinableThread

  private init(
    layout: StoreLayout, disk: any Disk, options: JournalOptions, opened: Recovery.Opened
  ) {
    self.layout = layout
    self.disk = disk
    self.options = options
    store = opened.store
    var segmentWriter = SegmentWriter(
      layout, disk, store: opened.store, segment: opened.segment, head: opened.head,
      options: options)
    let shortage = segmentWriter.reserve()
    writer = Monitor(segmentWriter)
    var state = JournalState(
      lastSeq: opened.report.lastSeq, entries: opened.report.entries, isProven: opened.isProven,
      options: options)
    state.segmentBytes = opened.segment.end
    if let shortage { state.reserved(shortage, now: MonotonicClock.nanoseconds) }
    monitor = Monitor(state, conditions: JournalCondition.count)
    waiting = Monitor([])
    thread = JoinableThread("journal")
  }

  /// Opens the store in `directory`, which the caller must have locked (`StoreLock`), and hands
  /// over what it holds: the records of the newest sound snapshot, then every entry after it.
  ///
  /// Errors are `StoreError`, and what `replay` throws. Damage and newer formats change no file.
  /// The journal lives until `close`.
  package static func open(
    directory: String, disk: any Disk, options: JournalOptions = JournalOptions(),
    replay: (ReplayedLine) throws -> Void
  ) throws -> (Journal, RecoveryReport) {
    let layout = StoreLayout(directory: directory)
    let recovery = Recovery(layout: layout, disk: disk, now: options.now)
    let opened = try StoreError.wrapping { try recovery.run(replay) }
    let journal = Journal(layout: layout, disk: disk, options: options, opened: opened)
    if options.threading == .ownThread { journal.thread.start { journal.work() } }
    if let reason = journal.status.readOnly { options.onReadOnly(reason) }
    return (journal, opened.report)
  }

  package var status: JournalStatus {
    monitor.withLock { $0.status }
  }

  /// For how many seconds the writer has been waiting for the disk; it grows when the disk hangs,
  /// and not when it fails.
  package var stall: Double {
    let since = monitor.withLock { $0.busySince }
    return since.map { Double(MonotonicClock.nanoseconds - $0) / 1e9 } ?? 0
  }

  /// Gives the records the next numbers, all of one call in a row, and leaves them to the writer;
  /// never blocks on the disk. `essential` entries are accepted on a full disk too, as long as the
  /// space that was set aside lasts. `lazily`: they are written with the next that somebody waits
  /// for, and after `JournalOptions.linger` at the latest.
  package func append(
    _ records: [Record], essential: Bool = false, lazily: Bool = false
  ) -> Ticket {
    let now = lazily ? MonotonicClock.nanoseconds : 0
    let (ticket, wakes) = monitor.withLock {
      $0.append(records, essential: essential, lazily: lazily, now: now)
    }
    if wakes { monitor.signalWork() }
    return ticket
  }

  /// Blocks until the ticket's records are durable, or throws that they are not saved.
  package func wait(_ ticket: Ticket) throws(StoreError) {
    if options.threading == .caller { workOff(until: ticket) }
    let outcome = monitor.wait(on: { $0.end(of: ticket).number }) { state in
      if let outcome = state.outcome(of: ticket) { return .done(outcome) }
      if state.hurry() { monitor.signalWork() }
      return .wait(until: nil)
    }
    try outcome.get()
  }

  /// Calls back once, on the writing thread or at once, with what `wait` would say.
  package func onDurable(
    _ ticket: Ticket, callback: @escaping @Sendable (Result<Void, StoreError>) -> Void
  ) {
    if options.threading == .caller { workOff(until: ticket) }
    let outcome = waiting.withLock { waiting in
      let (outcome, wakes) = monitor.withLock { state in
        let outcome = state.outcome(of: ticket)
        return (outcome, outcome == nil && state.hurry())
      }
      if outcome == nil { waiting.append((ticket, callback)) }
      if wakes { monitor.signalWork() }
      return outcome
    }
    if let outcome { callback(outcome) }
  }

  /// Appends and waits without blocking a thread.
  package func save(_ records: [Record], essential: Bool = false) async throws(StoreError) {
    let ticket = append(records, essential: essential)
    let outcome = await withCheckedContinuation { continuation in
      onDurable(ticket) { continuation.resume(returning: $0) }
    }
    try outcome.get()
  }

  /// Reads everything durable again, to rebuild memory after a failure; the journal accepts entries
  /// again afterwards, as soon as the disk does. Also works while nothing is wrong. `body` must not
  /// call `replay` or `snapshot`.
  package func replay(_ body: (ReplayedLine) throws -> Void) throws {
    try maintenance.withLock { _ in
      let durable = monitor.withLock { $0.durableSeq }
      let reader = StateReader(layout: layout, disk: disk)
      try StoreError.wrapping { _ = try reader.read(through: durable, body) }
    }
    resume()
  }

  /// Says that memory holds durable entries only, so that no `replay` is needed.
  package func resume() {
    monitor.withLock { $0.memoryIsSound() }
  }

  /// Writes what is under way, proves it with a mark, and ends the writer. Later appends fail.
  package func close() {
    monitor.withLock { $0.close() }
    monitor.signalWork()
    if options.threading == .ownThread { thread.join() } else { work() }
    let durable = status.durableSeq
    writer.withLock { $0.close(durable: durable) }
  }
}
