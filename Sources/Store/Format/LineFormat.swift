/// One line of a journal or a snapshot, without its newline:
///
///     {"seq":42,"durable":40,"at":"2027-05-06T07:30:00.000Z","type":"…", … ,"crc":"1a2b3c4d"}
///     {"line":7,"at":"2027-05-06T07:30:00.000Z","type":"…", … ,"crc":"1a2b3c4d"}
///
/// The members before and after the caller's fields have fixed places, so that a line can be
/// checked without reading JSON. `crc` is a CRC-32C over the bytes before `,"crc"`, in lower-case
/// hexadecimal: upper case is refused, or a flipped bit could hide there.
enum LineFormat {
  /// The number a line carries: its place in the journal, or its place in a snapshot.
  enum Numbering: Equatable {
    case journal(seq: Int, durable: Int)
    case snapshot(line: Int)
  }

  /// A line that has been checked; the ranges are places in its bytes.
  struct Line {
    var seq: Int
    var durable: Int
    var at: Int64
    var type: Range<Int>
    var fields: Range<Int>
    var crc: UInt32
  }

  /// The types of the store's own lines.
  static let reservedTypes: Set<String> = [
    "segment", "mark", "erased", "lost", "snapshot", "end",
  ]

  static let tailLength = 18

  /// Appends the sealed line and a newline; returns its checksum.
  @discardableResult
  static func append(
    _ record: Record, _ numbering: Numbering, to bytes: inout [UInt8]
  ) -> UInt32 {
    let start = bytes.count
    switch numbering {
    case .journal(let seq, let durable):
      bytes.append(contentsOf: #"{"seq":"#.utf8)
      appendDecimal(seq, to: &bytes)
      bytes.append(contentsOf: #","durable":"#.utf8)
      appendDecimal(durable, to: &bytes)
    case .snapshot(let line):
      bytes.append(contentsOf: #"{"line":"#.utf8)
      appendDecimal(line, to: &bytes)
    }
    bytes.append(contentsOf: #","at":""#.utf8)
    Timestamp.append(record.at, to: &bytes)
    bytes.append(contentsOf: #"","type":""#.utf8)
    bytes.append(contentsOf: record.type.utf8)
    bytes.append(UInt8(ascii: "\""))
    if !record.fields.isEmpty {
      bytes.append(UInt8(ascii: ","))
      bytes.append(contentsOf: record.fields)
    }
    let crc = bytes.withUnsafeBytes { all in
      CRC32C.checksum(UnsafeRawBufferPointer(rebasing: all[start...]))
    }
    bytes.append(contentsOf: #","crc":""#.utf8)
    appendHex(crc, to: &bytes)
    bytes.append(contentsOf: "\"}\n".utf8)
    return crc
  }

  /// Stops the program at a record that could not be read back: a defect of the caller, and once
  /// written it would stop every later start.
  static func check(_ record: Record) {
    let problem = record.problem
    precondition(problem == nil, "an entry of type \(record.type) \(problem ?? "")")
  }

  static func appendHex(_ value: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt32(28), through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: value >> shift & 0xF)
      bytes.append(digit < 10 ? digit + 0x30 : digit + 0x57)
    }
  }

  static func hex(_ value: UInt32) -> String {
    var bytes: [UInt8] = []
    appendHex(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func appendDecimal(_ value: Int, to bytes: inout [UInt8]) {
    if value >= 10 { appendDecimal(value / 10, to: &bytes) }
    bytes.append(UInt8(truncatingIfNeeded: value % 10) + 0x30)
  }
}
