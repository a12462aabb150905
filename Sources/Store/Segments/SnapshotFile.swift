import JSONLines

/// A statement of the whole state after one entry, as JSON lines between a header and a footer:
///
///     {"line":1,"at":"…","type":"snapshot","format":1,"reader":1,"store":"…","through":41200,"crc":"…"}
///     {"line":2,"at":"…","type":"…", … ,"crc":"…"}
///     {"line":3,"at":"…","type":"end","count":1,"hash":"…","crc":"…"}
///
/// `hash` is a CRC-32C over the lines' checksums, so the footer vouches for every line.
struct SnapshotFile {
  let layout: StoreLayout
  let disk: any Disk

  /// The entry after which the state was as the file says.
  let seq: Int

  var path: String { layout.snapshot(seq) }

  /// What a sound snapshot says of itself.
  struct Summary {
    var header: FileHeader
    var at: Int64
    var count: Int
  }

  /// Reads the whole file without looking into the records.
  func check() throws -> Summary {
    var header: (FileHeader, at: Int64)?
    var footer: (count: Int, hash: String)?
    var hash = CRC32C()
    var count = 0
    try forEachLine { line, bytes, place in
      if let footer { throw fault(place, "a line follows the footer of \(footer.count) lines") }
      if place.line == 1 {
        guard line.isType("snapshot", in: bytes), let read = FileHeader(bytes), read.seq == seq
        else { throw fault(place, "the header does not fit the file's name") }
        try read.refuseNewer(path)
        header = (read, line.at)
      } else if line.isType("end", in: bytes) {
        footer = try JSONLine.parse(Array(bytes)) { json in
          (json.int("count") ?? -1, json.string("hash") ?? "")
        }
        return
      } else {
        count += 1
      }
      withUnsafeBytes(of: line.crc.littleEndian) { hash.update($0) }
    }
    let end = JournalScan.Place(segment: seq, line: count + 2, byte: 0)
    guard let header, let footer else { throw fault(end, "the footer is missing") }
    guard footer == (count, LineFormat.hex(hash.value)) else {
      throw fault(end, "the footer does not fit the lines")
    }
    return Summary(header: header.0, at: header.at, count: count)
  }

  /// Hands over the records of a file that `check` found sound.
  func read(_ body: (ReplayedLine) throws -> Void) throws {
    try forEachLine { line, bytes, place in
      if line.isType("snapshot", in: bytes) || line.isType("end", in: bytes) { return }
      let replayed: ReplayedLine
      do {
        replayed = try ReplayedLine(line, seq: seq, isFromSnapshot: true, bytes: bytes)
      } catch {
        throw fault(place, "the checksum fits, but \(error)")
      }
      try body(replayed)
    }
  }

  /// Writes the file whole and synced under its name, or not at all.
  func write(store: String, at: Int64, _ records: some Sequence<Record>) throws {
    let temporary = path + StoreLayout.temporary
    do {
      var draft = Draft(try disk.create(temporary), store: store, seq: seq, at: at)
      for record in records {
        LineFormat.check(record)
        try draft.add(record)
      }
      try draft.finish()
      try disk.rename(temporary, to: path)
      try disk.syncDirectory(layout.snapshots)
    } catch {
      try? disk.remove(temporary)
      throw error
    }
  }

  /// A snapshot being written, record by record.
  struct Draft {
    private var writer: BufferedWriter
    private let at: Int64
    private var hash = CRC32C()
    private var line = 0

    init(_ file: any DiskFile, store: String, seq: Int, at: Int64) {
      writer = BufferedWriter(file)
      self.at = at
      put(FileHeader(store: store, seq: seq).record(at: at))
    }

    mutating func add(_ record: Record) throws(DiskError) {
      put(record)
      try writer.flushIfFull()
    }

    /// Adds the footer and waits for stable storage.
    mutating func finish() throws(DiskError) {
      var footer = JSONObjectWriter()
      footer.add("count", line - 1)
      footer.add("hash", LineFormat.hex(hash.value))
      put(Record(type: "end", at: at, fields: footer.members()))
      try writer.finish()
    }

    private mutating func put(_ record: Record) {
      line += 1
      let crc = LineFormat.append(record, .snapshot(line: line), to: &writer.buffer)
      withUnsafeBytes(of: crc.littleEndian) { hash.update($0) }
    }
  }

  private func forEachLine(
    _ body: (LineFormat.Line, UnsafeRawBufferPointer, JournalScan.Place) throws -> Void
  ) throws {
    var reader = LineReader(try disk.openForReading(path))
    while let bytes = try reader.next() {
      let place = JournalScan.Place(segment: seq, line: reader.number, byte: reader.offset)
      do {
        guard reader.isWhole else { throw LineFormat.Fault(reason: "the line does not end") }
        let line = try LineFormat.snapshotLine(bytes)
        guard line.seq == reader.number else {
          throw LineFormat.Fault(reason: "line \(line.seq) stands here")
        }
        try body(line, bytes, place)
      } catch let error as LineFormat.Fault {
        throw fault(place, error.reason)
      }
    }
  }

  private func fault(_ place: JournalScan.Place, _ reason: String) -> StoreError {
    .damaged(
      file: path, line: place.line, byte: place.byte, reason: reason, remedy: StoreError.remedy)
  }
}
