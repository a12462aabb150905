import JSONLines

/// Reads segments in order and tells sound, torn and damaged lines apart.
///
/// A line is *proven* when a later line, or the name of a later segment, says that it was synced:
/// batch N+1 is not written before batch N is durable, and a segment gets its name only after
/// everything before it is. A fault among proven lines is damage; after them it is the torn tail of
/// the last batch, whose whole lines are kept. Proven lines are handed over as soon as their proof
/// is read; memory holds one batch.
struct JournalScan {
  /// Lines that do not continue the journal: `length` bytes, none for a line that is missing.
  struct Fault {
    var place: Place
    var length: Int
    /// The number the journal expected there.
    var seq: Int
    var reason: String
    /// The bytes, for faults above the proof.
    var bytes: [UInt8] = []
  }

  struct Place: Equatable {
    var segment: Int
    var line: Int
    var byte: Int
  }

  /// A checked line whose proof has not been read yet.
  struct HeldLine {
    var line: LineFormat.Line
    var place: Place
    var bytes: Range<Int>
    var newline: Int { bytes.count + 1 }
  }

  let layout: StoreLayout
  let disk: any Disk

  /// Lines up to here are checked but not handed over.
  let skipThrough: Int

  /// Nothing after this line is looked at.
  let through: Int

  /// Whether damage ends the scan with an error rather than being listed.
  let stopsAtDamage: Bool

  private(set) var expected: Int
  private(set) var durable: Int
  private(set) var faults: [Fault] = []
  private(set) var entries = 0
  private(set) var store: String?
  private(set) var bytesRead = 0

  /// The segment read last, its identifier, and where its proven lines end; 0 with a bad header.
  private(set) var segment: Int?
  private(set) var segmentID: String?
  private(set) var segmentFormat: Int?
  private(set) var provenEnd = 0
  private(set) var size = 0

  /// Where segments end that a later one supersedes: leftovers of a batch that failed follow.
  private(set) var superseded: [(segment: Int, end: Int)] = []

  private var held: [HeldLine] = []
  private var heldBytes: [UInt8] = []
  private var previousID: String?
  private var strays: [(line: LineFormat.Line, bytes: [UInt8])] = []

  init(
    _ layout: StoreLayout, _ disk: any Disk, from expected: Int, store: String?,
    skipThrough: Int, through: Int = .max, durable: Int = 0, stopsAtDamage: Bool = true
  ) {
    self.layout = layout
    self.disk = disk
    self.expected = expected
    self.store = store
    self.skipThrough = skipThrough
    self.through = through
    self.durable = durable
    self.stopsAtDamage = stopsAtDamage
  }

  mutating func expect(_ seq: Int) { expected = seq }

  mutating func countEntry() { entries += 1 }

  /// Reads the segments with these bases, ascending.
  mutating func read(_ bases: [Int], _ body: (ReplayedLine) throws -> Void) throws {
    for (index, base) in bases.enumerated() {
      try prove(through: min(base - 1, through), body)
      try readSegment(base, next: index + 1 < bases.count ? bases[index + 1] : nil, body)
    }
  }

  /// Takes everything up to `seq` for proven.
  mutating func prove(through seq: Int, _ body: (ReplayedLine) throws -> Void) throws {
    durable = max(durable, seq)
    if stopsAtDamage, let fault = faults.first, fault.seq <= durable {
      throw damage(fault)
    }
    guard let first = held.first, first.line.seq <= durable else { return }
    var settled = 0
    while settled < held.count, held[settled].line.seq <= durable {
      let line = held[settled]
      if line.place.segment == segment { provenEnd = line.place.byte + line.newline }
      try handOver(line, body)
      settled += 1
    }
    if settled == held.count {
      held.removeAll(keepingCapacity: true)
      heldBytes.removeAll(keepingCapacity: true)
    } else {
      held.removeFirst(settled)
    }
  }

  /// The whole lines after the proof, in the order of their numbers, each once.
  func unproven() -> [(line: LineFormat.Line, bytes: [UInt8])] {
    var seen: Set<Int> = []
    var lines: [(line: LineFormat.Line, bytes: [UInt8])] = []
    for line in held where line.line.seq > durable && seen.insert(line.line.seq).inserted {
      lines.append((line.line, Array(heldBytes[line.bytes])))
    }
    for line in strays where line.line.seq > durable && seen.insert(line.line.seq).inserted {
      lines.append(line)
    }
    return lines.sorted { $0.line.seq < $1.line.seq }
  }

  func damage(_ fault: Fault) -> StoreError {
    .damaged(
      file: layout.segment(fault.place.segment), line: fault.place.line, byte: fault.place.byte,
      reason: "entry \(fault.seq): \(fault.reason)", remedy: StoreError.remedy)
  }

  private mutating func readSegment(
    _ base: Int, next: Int?, _ body: (ReplayedLine) throws -> Void
  ) throws {
    segment = base
    previousID = segmentID
    segmentID = nil
    segmentFormat = nil
    provenEnd = 0
    let file = try disk.openForReading(layout.segment(base))
    var reader = LineReader(file)
    while let bytes = try reader.next() {
      let place = Place(segment: base, line: reader.number, byte: reader.offset)
      if let next, expected == next {
        superseded.append((base, reader.offset))
        return
      }
      if expected > through { return }
      bytesRead += reader.length
      size = reader.offset + reader.length
      if reader.isWhole, let line = try? LineFormat.journalLine(bytes) {
        try self.place(line, bytes, place, 1, body)
      } else {
        try readPieces(bytes, isWhole: reader.isWhole, place, body)
      }
    }
    size = reader.offset
  }

  private mutating func readPieces(
    _ bytes: UnsafeRawBufferPointer, isWhole: Bool, _ place: Place,
    _ body: (ReplayedLine) throws -> Void
  ) throws {
    for piece in LineFormat.pieces(bytes, isWhole: isWhole) {
      var place = place
      place.byte += piece.range.lowerBound
      let text = UnsafeRawBufferPointer(rebasing: bytes[piece.range])
      let newline = piece.range.upperBound == bytes.count && isWhole ? 1 : 0
      do {
        guard piece.isWhole else { throw LineFormat.Fault(reason: "the line does not end") }
        try self.place(LineFormat.journalLine(text), text, place, newline, body)
      } catch let fault as LineFormat.Fault {
        try add(
          Fault(
            place: place, length: text.count + newline, seq: expected, reason: fault.reason),
          text, body)
      }
    }
  }

  /// Puts a sealed line where it belongs, or lists why it belongs nowhere.
  private mutating func place(
    _ line: LineFormat.Line, _ bytes: UnsafeRawBufferPointer, _ place: Place, _ newline: Int,
    _ body: (ReplayedLine) throws -> Void
  ) throws {
    do {
      try check(line, bytes, place)
      try take(line, bytes, place, body)
    } catch let fault as LineFormat.Fault {
      try add(
        Fault(
          place: place, length: bytes.count + newline, seq: expected, reason: fault.reason),
        bytes, body)
    }
  }

  /// Refuses a line that is sealed but stands in the wrong place.
  private mutating func check(
    _ line: LineFormat.Line, _ bytes: UnsafeRawBufferPointer, _ place: Place
  ) throws {
    guard line.durable < line.seq else {
      throw LineFormat.Fault(reason: "claims to be its own proof")
    }
    let isHeader = line.isType("segment", in: bytes)
    guard isHeader == (place.line == 1) else {
      throw LineFormat.Fault(
        reason: isHeader ? "a header inside a segment" : "the segment has no header")
    }
    guard isHeader else { return }
    guard line.seq == place.segment, let header = FileHeader(bytes),
      let identifier = header.segment
    else { throw LineFormat.Fault(reason: "the header does not fit the file's name") }
    try header.refuseNewer(layout.segment(place.segment))
    guard store == nil || store == header.store else {
      throw LineFormat.Fault(reason: "the segment belongs to another store")
    }
    guard previousID == nil || header.previous == previousID else {
      throw LineFormat.Fault(reason: "the segment continues another one than the one before it")
    }
    store = header.store
    segmentID = identifier
    segmentFormat = header.format
  }

  private mutating func take(
    _ line: LineFormat.Line, _ bytes: UnsafeRawBufferPointer, _ place: Place,
    _ body: (ReplayedLine) throws -> Void
  ) throws {
    try prove(through: line.durable, body)
    if line.seq < expected {
      // It may be a whole line of the last batch that landed out of order: see `unproven`.
      if line.seq > durable { strays.append((line, Array(bytes))) }
      throw LineFormat.Fault(reason: "entry \(line.seq) stands here")
    }
    if line.seq > expected, faults.last?.seq != expected {
      try add(Fault(place: place, length: 0, seq: expected, reason: "is missing"), bytes, body)
    }
    expected = line.seq + 1
    let start = heldBytes.count
    heldBytes.append(contentsOf: bytes)
    held.append(HeldLine(line: line, place: place, bytes: start..<heldBytes.count))
    if line.seq <= durable { try prove(through: durable, body) }
  }

  private mutating func add(
    _ fault: Fault, _ bytes: UnsafeRawBufferPointer, _ body: (ReplayedLine) throws -> Void
  ) throws {
    var fault = fault
    if fault.length > 0, fault.seq > durable { fault.bytes = Array(bytes) }
    faults.append(fault)
    try prove(through: durable, body)
  }

  private mutating func handOver(
    _ held: HeldLine, _ body: (ReplayedLine) throws -> Void
  ) throws {
    guard held.line.seq > skipThrough else { return }
    try heldBytes.withUnsafeBytes { all in
      let bytes = UnsafeRawBufferPointer(rebasing: all[held.bytes])
      guard !held.line.isOwn(in: bytes) else { return }
      entries += 1
      try body(replayed(held.line, bytes, held.place))
    }
  }

  private func replayed(
    _ line: LineFormat.Line, _ bytes: UnsafeRawBufferPointer, _ place: Place
  ) throws -> ReplayedLine {
    do {
      return try ReplayedLine(line, seq: line.seq, isFromSnapshot: false, bytes: bytes)
    } catch {
      throw StoreError.damaged(
        file: layout.segment(place.segment), line: place.line, byte: place.byte + error.offset,
        reason: "entry \(line.seq): the checksum fits, but \(error.reason)",
        remedy: StoreError.remedy)
    }
  }
}

extension StoreError {
  static let remedy =
    "restore the file from a backup, or set the line aside with `convoke store repair`"
}
