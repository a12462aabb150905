import JSONLines

/// The first line of a segment or a snapshot: which store it belongs to and who may read it.
///
/// `reader` is the oldest format a program must know to read the file. A segment names itself and
/// the segment before by identifiers, not by checksums, so that lines can be erased in one file
/// without touching the next.
struct FileHeader: Equatable {
  /// What this version writes, and the newest it can read: raised with whatever an older version
  /// would misread or refuse, be it in the lines' form or in the types and fields of the entries.
  /// The table in `docs/store.md` tells what each number stands for.
  static let format = 1

  var format = FileHeader.format
  var reader = FileHeader.format
  var store: String

  /// A segment's own identifier and that of the segment it continues.
  var segment: String?
  var previous: String?

  /// A snapshot's last entry.
  var seq: Int?

  func record(at: Int64) -> Record {
    var writer = JSONObjectWriter()
    writer.add("format", format)
    writer.add("reader", reader)
    writer.add("store", store)
    writer.add("segment", ifPresent: segment)
    writer.add("previous", ifPresent: previous)
    writer.add("through", ifPresent: seq)
    return Record(
      type: segment == nil ? "snapshot" : "segment", at: at, fields: writer.members())
  }

  init(store: String, segment: String? = nil, previous: String? = nil, seq: Int? = nil) {
    self.store = store
    self.segment = segment
    self.previous = previous
    self.seq = seq
  }

  /// Reads the header out of a line whose seal has been checked.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let json = try? JSONLine(bytes), let format = json.int("format"),
      let reader = json.int("reader"), let store = json.string("store")
    else { return nil }
    self.format = format
    self.reader = reader
    self.store = store
    segment = json.string("segment")
    previous = json.string("previous")
    seq = json.int("through")
  }

  /// Reads the header of a file; nil where the first line holds none.
  static func read(_ path: String, _ disk: any Disk) throws(DiskError) -> FileHeader? {
    var reader = LineReader(try disk.openForReading(path), chunk: 1 << 12)
    guard let bytes = try reader.next() else { return nil }
    return FileHeader(bytes)
  }

  /// Sixteen random hexadecimal digits.
  static func makeIdentifier() -> String {
    LineFormat.hex(.random(in: 0...UInt32.max)) + LineFormat.hex(.random(in: 0...UInt32.max))
  }
}
