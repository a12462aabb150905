/// Puts batches into the segment that is open; used by one thread at a time.
struct SegmentWriter {
  let layout: StoreLayout
  let disk: any Disk
  let store: String
  let options: JournalOptions

  /// Nil after a failure: a descriptor that failed once is not written to again.
  private var segment: SegmentFile?
  private var lastIdentifier: String
  private var head: HeadRecord?
  /// The segment that was prepared last. Another attempt at its number is the same segment: the
  /// head record may name it already.
  private var prepared: (base: Int, identifier: String)?
  private var reservedEnd: Int
  private var canReserve = true
  private var buffer: [UInt8] = []

  init(
    _ layout: StoreLayout, _ disk: any Disk, store: String, segment: SegmentFile,
    head: HeadRecord?, options: JournalOptions
  ) {
    self.layout = layout
    self.disk = disk
    self.store = store
    self.segment = segment
    self.options = options
    lastIdentifier = segment.identifier
    self.head = head
    reservedEnd = segment.end
  }

  var segmentBytes: Int { segment?.end ?? 0 }

  /// The first number of the segment that is written to; nil after a failure.
  var base: Int? { segment?.base }

  /// Returns when the items are on stable storage as lines `first`, `first + 1` and so on.
  mutating func write(
    _ items: [JournalState.Item], first: Int, durable: Int
  ) throws(DiskError) {
    buffer.removeAll(keepingCapacity: true)
    var seq = first
    for item in items {
      if case .entry(let record) = item { LineFormat.check(record) }
      let record =
        switch item {
        case .entry(let record): record
        case .mark, .header: Record(type: "mark", at: options.now())
        }
      LineFormat.append(record, .journal(seq: seq, durable: durable), to: &buffer)
      seq += 1
    }
    guard let open = segment else {
      throw DiskError(code: 9, call: "write", path: layout.journal)
    }
    do {
      try open.file.writeAll(buffer, at: open.end)
      try open.file.sync()
      segment?.end += buffer.count
      if buffer.capacity > 2 * options.batchBytes { buffer = [] }
    } catch {
      abandon()
      throw error
    }
  }

  /// Begins a new segment at `seq`. Where it cannot be prepared, a mark takes the header's number
  /// and the old segment goes on.
  mutating func rotate(seq: Int, durable: Int) throws(DiskError) {
    let next: SegmentFile
    do {
      next = try prepare(base: seq)
    } catch {
      return try write([.mark], first: seq, durable: durable)
    }
    try publish(next)
  }

  /// Begins a new segment after everything that is durable.
  mutating func begin(base: Int) throws(DiskError) {
    try publish(prepare(base: base))
  }

  private mutating func prepare(base: Int) throws(DiskError) -> SegmentFile {
    let identifier =
      prepared.flatMap { $0.base == base ? $0.identifier : nil } ?? FileHeader.makeIdentifier()
    let next = try SegmentFile.prepare(
      layout, disk, base: base, store: store, identifier: identifier, previous: lastIdentifier,
      at: options.now())
    prepared = (base, identifier)
    do {
      try HeadRecord(store: store, base: base, segment: identifier, durable: base)
        .prepare(layout, disk)
    } catch {
      try? disk.remove(layout.segment(base) + StoreLayout.temporary)
      throw error
    }
    return next
  }

  private mutating func publish(_ next: SegmentFile) throws(DiskError) {
    do {
      try next.publish(layout, disk)
      try HeadRecord.publish(layout, disk)
    } catch {
      abandon()
      throw error
    }
    giveBack()
    segment = next
    head = HeadRecord(store: store, base: next.base, segment: next.identifier, durable: next.base)
    lastIdentifier = next.identifier
    reservedEnd = next.end
  }

  /// Sets space aside behind the end; the reason if there is none left.
  mutating func reserve() -> String? {
    guard canReserve, options.reserveBytes > 0, let segment,
      reservedEnd - segment.end < options.reserveBytes / 2
    else { return nil }
    do {
      let end = segment.end + options.reserveBytes
      canReserve = try segment.file.reserve(upTo: end)
      reservedEnd = end
      return nil
    } catch {
      return error.description
    }
  }

  /// Ends the work and notes how far the journal has come, so that a stopped store that loses its
  /// end says so. Where the note cannot be written, the one before is still true.
  mutating func close(durable: Int) {
    if segment != nil, var end = head, end.durable < durable {
      end.durable = durable
      try? end.write(layout, disk)
    }
    giveBack()
  }

  /// Gives back the space that was set aside; the segment can still be read.
  private mutating func giveBack() {
    if let segment, reservedEnd > segment.end {
      try? segment.file.truncate(to: segment.end)
    }
    segment = nil
  }

  /// Cuts off what the failed batch left, as far as the disk still listens.
  private mutating func abandon() {
    if let segment { try? segment.file.truncate(to: segment.end) }
    segment = nil
  }
}
