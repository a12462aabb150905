import JSONLines

/// `State/head.json`: how far the journal had come when it last began a segment, or was closed.
///
///     {"format":1,"reader":1,"store":"…","base":518,"segment":"…","durable":530,"crc":"…"}
///
/// It is what a lost file cannot say of itself. It is written after the segment has its name and
/// before an entry goes there, so a crash leaves the record before it or the new one, and both are
/// true.
struct HeadRecord: Equatable {
  static let name = "head.json"

  /// Which history this is; the same in every header.
  var store: String
  /// The first number of the newest segment, and the segment's identifier.
  var base: Int
  var segment: String
  /// Every line up to here was on stable storage.
  var durable: Int

  var bytes: [UInt8] {
    var json = JSONObjectWriter()
    json.add("format", FileHeader.format)
    json.add("reader", FileHeader.format)
    json.add("store", store)
    json.add("base", base)
    json.add("segment", segment)
    json.add("durable", durable)
    let text = Array(json.finish().dropLast())
    let crc = text.withUnsafeBytes { CRC32C.checksum($0) }
    return text + Array(#","crc":"\#(LineFormat.hex(crc))"}"#.utf8) + [0x0A]
  }

  /// The record of a store; nil for one that has none. Throws `damaged` for one that cannot be
  /// read.
  static func read(_ layout: StoreLayout, _ disk: any Disk) throws -> HeadRecord? {
    guard let bytes = try StoreFiles(directory: layout.directory, disk: disk).read(note: name)
    else {
      return nil
    }
    guard let (record, reader) = parse(bytes) else {
      throw StoreError.damaged(
        file: layout.head, line: 1, byte: 0, reason: "it cannot be read", remedy: remedy)
    }
    if reader > FileHeader.format {
      throw StoreError.newerFormat(file: layout.head, format: reader)
    }
    return record
  }

  /// What helps where a whole file is not as it was left.
  static let remedy =
    "restore the state from a backup, or give up what is gone with `convoke store repair`"

  private static func parse(_ bytes: [UInt8]) -> (HeadRecord, reader: Int)? {
    let end = bytes.count - LineFormat.tailLength
    guard end > 0 else { return nil }
    let crc = bytes[..<end].withUnsafeBytes { CRC32C.checksum($0) }
    guard bytes[end...].elementsEqual(#","crc":"\#(LineFormat.hex(crc))"}"#.utf8) else {
      return nil
    }
    return try? JSONLine.parse(bytes) { json in
      guard let reader = json.int("reader"), let store = json.string("store"),
        let base = json.int("base"), let segment = json.string("segment"),
        let durable = json.int("durable")
      else { return nil }
      let record = HeadRecord(store: store, base: base, segment: segment, durable: durable)
      return (record, reader)
    }
  }

  // MARK: - Writing

  /// Puts the record in the place of the one before, whole and on stable storage.
  func write(_ layout: StoreLayout, _ disk: any Disk) throws(DiskError) {
    try prepare(layout, disk)
    try Self.publish(layout, disk)
  }

  /// Writes and syncs it under a temporary name: what can fail for want of space fails here.
  func prepare(_ layout: StoreLayout, _ disk: any Disk) throws(DiskError) {
    let file = try disk.create(layout.head + StoreLayout.temporary)
    try file.writeAll(bytes, at: 0)
    try file.sync()
  }

  /// Gives what was prepared its name.
  static func publish(_ layout: StoreLayout, _ disk: any Disk) throws(DiskError) {
    try disk.rename(layout.head + StoreLayout.temporary, to: layout.head)
    try disk.syncDirectory(layout.directory)
  }
}
