import Threading

/// Every decision of a journal, without I/O: which number a record gets, what is written next, who
/// may go on, and what a failure undoes.
struct JournalState {
  enum Item {
    case entry(Record)
    case mark
    /// The header of a new segment.
    case header
  }

  enum Health: Equatable {
    case writable
    /// No space could be reserved: essential entries only.
    case low(String)
    /// A call failed; the descriptor is not trusted any more.
    case failed(String)
  }

  enum Action {
    case write([Item], first: Int, durable: Int)
    case rotate(seq: Int, durable: Int)
    case recover(durable: Int)
    case reserve
    case stop
  }

  private(set) var health = Health.writable
  private(set) var needsReplay = false
  private(set) var durableSeq: Int
  private(set) var entries: Int
  private(set) var isClosing = false
  var segmentBytes = 0
  private var writtenBytes = 0
  /// Since when the writer has been at one step on the disk; nil between steps.
  var busySince: UInt64?

  private var nextSeq: Int
  private var rotateAt: Int
  private var queue: [Item] = []
  private var queuedBytes = 0
  private var isRotationQueued = false
  private var epoch = 0
  /// The last durable line of each epoch that a failure ended, with the failure's reason.
  private var ended: [(durable: Int, reason: String)] = []
  private var lastEntry: Int
  private var proven: Int
  private var lastActivity: UInt64 = 0
  private var retryAt: UInt64 = 0
  private var gatherDeadline: UInt64?
  /// How many callers wait for what is queued. Lazy records wait for company instead.
  private var callers = 0
  /// How many callers the next batch may well have.
  private var expected = 1
  /// When lazy records are written without company.
  private var lingerDeadline: UInt64?
  /// Counts what was given to the writer, and the last number in it.
  private(set) var batch = 0
  private var batchEnd = 0
  /// When the writer looks again by itself; nil: only when it is woken.
  private var nextLook: UInt64? = 0
  private let options: JournalOptions

  init(lastSeq: Int, entries: Int, isProven: Bool, options: JournalOptions) {
    nextSeq = lastSeq + 1
    durableSeq = lastSeq
    rotateAt = options.segmentBytes
    self.entries = entries
    lastEntry = lastSeq
    proven = isProven ? lastSeq : 0
    self.options = options
  }

  var status: JournalStatus {
    JournalStatus(
      entries: entries, lastSeq: nextSeq - 1, durableSeq: durableSeq, readOnly: readOnly,
      needsReplay: needsReplay, segmentBytes: segmentBytes, writtenBytes: writtenBytes)
  }

  var readOnly: String? {
    switch health {
    case .writable: nil
    case .low(let reason), .failed(let reason): reason
    }
  }

  // MARK: - Callers

  /// Gives the records their numbers, and says whether the writer has to be woken for them.
  mutating func append(
    _ records: [Record], essential: Bool, lazily: Bool, now: UInt64
  ) -> (Ticket, wakes: Bool) {
    let ticket = queue(records, essential: essential)
    if ticket.seqs.isEmpty { return (ticket, false) }
    return (ticket, lazily ? linger(now: now) : join())
  }

  private mutating func queue(_ records: [Record], essential: Bool) -> Ticket {
    if let reason = refusal(essential: essential) {
      return Ticket(seqs: 0..<0, epoch: epoch, refused: .notSaved(reason: reason))
    }
    guard !records.isEmpty else { return Ticket(seqs: 0..<0, epoch: epoch, refused: nil) }
    if segmentBytes + queuedBytes > rotateAt { requestRotation() }
    let first = nextSeq
    for record in records {
      queue.append(.entry(record))
      queuedBytes += record.fields.count + 128
    }
    nextSeq += records.count
    return Ticket(seqs: first..<nextSeq, epoch: epoch, refused: nil)
  }

  private mutating func linger(now: UInt64) -> Bool {
    let deadline = lingerDeadline ?? now + options.linger
    lingerDeadline = deadline
    return nextLook.map { $0 > deadline } ?? true
  }

  /// One more caller waits; a writer that gathers is woken for the first and for the last.
  private mutating func join() -> Bool {
    callers += 1
    return callers == 1 || callers >= expected
  }

  /// Somebody waits for a record that was left to linger.
  /// - Returns: whether the writer has to be woken.
  mutating func hurry() -> Bool {
    callers == 0 && !queue.isEmpty ? join() : false
  }

  /// The next line begins a new segment, if the disk allows it.
  mutating func requestRotation() {
    guard health == .writable, !isRotationQueued, !isClosing, !needsReplay else { return }
    isRotationQueued = true
    queue.append(.header)
    callers += 1
    nextSeq += 1
  }

  /// Makes the next line begin a new segment, whatever else is queued; the ticket is that line's.
  mutating func seal() -> Ticket {
    if let reason = refusal(essential: false) {
      return Ticket(seqs: 0..<0, epoch: epoch, refused: .notSaved(reason: reason))
    }
    isRotationQueued = true
    queue.append(.header)
    callers += 1
    nextSeq += 1
    return Ticket(seqs: nextSeq - 1..<nextSeq, epoch: epoch, refused: nil)
  }

  /// The batch whose end a ticket under way waits for, at least.
  func end(of ticket: Ticket) -> JournalCondition {
    .done(ticket.seqs.upperBound - 1 <= batchEnd ? batch : batch + 1)
  }

  /// What became of a ticket; nil while it is under way.
  func outcome(of ticket: Ticket) -> Result<Void, StoreError>? {
    if let refused = ticket.refused { return .failure(refused) }
    let last = ticket.seqs.upperBound - 1
    if ticket.epoch == epoch { return last <= durableSeq ? .success(()) : nil }
    let end = ended[ticket.epoch]
    return last <= end.durable ? .success(()) : .failure(.notSaved(reason: end.reason))
  }

  /// The next look at a failed or full disk is due.
  mutating func retryNow() {
    retryAt = 0
  }

  mutating func memoryIsSound() {
    needsReplay = false
  }

  mutating func close() {
    isClosing = true
  }

  private func refusal(essential: Bool) -> String? {
    if isClosing { return "the store is closing" }
    if needsReplay { return "the state is being read again after a failure" }
    switch health {
    case .writable: return nil
    case .low(let reason): return essential ? nil : reason
    case .failed(let reason): return reason
    }
  }

  // MARK: - The writer

  /// What the writer does now, or when it looks again.
  mutating func next(now: UInt64) -> WaitDecision<Action> {
    let decision = decide(now: now)
    nextLook = if case .wait(let moment) = decision { moment } else { 0 }
    return decision
  }

  private mutating func decide(now: UInt64) -> WaitDecision<Action> {
    if case .failed = health {
      if isClosing { return .done(.stop) }
      return now >= retryAt ? .done(.recover(durable: durableSeq)) : .wait(until: retryAt)
    }
    if !queue.isEmpty {
      if let deadline = notBefore(now: now) { return .wait(until: deadline) }
      return .done(takeBatch())
    }
    if case .low = health, now >= retryAt, !isClosing {
      retryAt = now + options.retry
      return .done(.reserve)
    }
    let retry: UInt64? = health == .writable ? nil : retryAt
    guard lastEntry > proven else { return isClosing ? .done(.stop) : .wait(until: retry) }
    let markAt = lastActivity + options.idle
    guard isClosing || now >= markAt else { return .wait(until: min(markAt, retry ?? markAt)) }
    queue.append(.mark)
    nextSeq += 1
    return .done(takeBatch())
  }

  /// The items are durable in a segment that is now `bytes` long.
  mutating func wrote(_ items: [Item], bytes: Int, now: UInt64) {
    writtenBytes += bytes - segmentBytes
    segmentBytes = bytes
    for case .entry in items { entries += 1 }
    let proof = durableSeq
    durableSeq += items.count
    if let last = items.lastIndex(where: { if case .entry = $0 { true } else { false } }) {
      lastEntry = durableSeq - items.count + last + 1
    }
    proven = proof
    lastActivity = now
  }

  mutating func rotated(bytes: Int) {
    proven = durableSeq
    durableSeq += 1
    segmentBytes = bytes
    isRotationQueued = false
    // Where the old segment had to go on, it may grow by an eighth before the next attempt.
    let limit = options.segmentBytes
    rotateAt = bytes > limit ? bytes + limit / 8 : limit
  }

  /// The space behind the segment's end could not be reserved, or could again.
  mutating func reserved(_ failure: String?, now: UInt64) {
    if let failure {
      if health == .writable { retryAt = now + options.retry }
      health = .low(failure)
    } else if case .low = health {
      health = .writable
    }
  }

  /// Gives up everything that is not durable; its numbers will be given again.
  mutating func fail(_ reason: String, now: UInt64) {
    ended.append((durableSeq, reason))
    epoch += 1
    batchEnd = durableSeq
    queue.removeAll()
    callers = 0
    lingerDeadline = nil
    queuedBytes = 0
    isRotationQueued = false
    nextSeq = durableSeq + 1
    health = .failed(reason)
    needsReplay = true
    retryAt = now + options.retry
  }

  mutating func recoveryFailed(_ reason: String, now: UInt64) {
    health = .failed(reason)
    retryAt = now + options.retry
  }

  /// A new segment has its header; everything before it is durable.
  mutating func recovered(bytes: Int) {
    durableSeq += 1
    nextSeq = durableSeq + 1
    proven = durableSeq
    segmentBytes = bytes
    health = .writable
  }

  /// Until when what is queued may wait: lazy records for company, the first callers for the
  /// others.
  private mutating func notBefore(now: UInt64) -> UInt64? {
    if isClosing { return nil }
    guard callers > 0 else { return lingerDeadline.flatMap { now < $0 ? $0 : nil } }
    guard callers < expected, options.gather > 0 else { return nil }
    let deadline = gatherDeadline ?? now + options.gather
    gatherDeadline = deadline
    return now < deadline ? deadline : nil
  }

  private mutating func takeBatch() -> Action {
    gatherDeadline = nil
    lingerDeadline = nil
    // One caller less than last time is no reason to stop waiting for the rest.
    expected = max(callers, expected - 1)
    callers = 0
    let first = nextSeq - queue.count
    batch += 1
    batchEnd = first
    if case .header = queue[0] {
      queue.removeFirst()
      leaveRest()
      return .rotate(seq: first, durable: durableSeq)
    }
    var count = 0
    var bytes = 0
    loop: for item in queue {
      switch item {
      case .header: break loop
      case .mark: bytes += 128
      case .entry(let record): bytes += record.fields.count + 128
      }
      count += 1
      if bytes >= options.batchBytes { break }
    }
    queuedBytes = max(0, queuedBytes - bytes)
    batchEnd = first + count - 1
    if count == queue.count {
      defer { queue = [] }
      return .write(queue, first: first, durable: durableSeq)
    }
    let batch = Array(queue[..<count])
    queue.removeFirst(count)
    leaveRest()
    return .write(batch, first: first, durable: durableSeq)
  }

  /// What did not fit into a batch has waited long enough.
  private mutating func leaveRest() {
    if !queue.isEmpty { callers = 1 }
  }
}
