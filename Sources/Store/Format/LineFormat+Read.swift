import Glibc

extension LineFormat {
  /// Why bytes are not a line, in a few words.
  struct Fault: Error {
    var reason: String
  }

  /// Checks the seal and reads the places of the store's members; the caller's fields are covered
  /// by the checksum but not looked into. `bytes` are without the newline.
  static func journalLine(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> Line {
    var cursor = try Cursor(sealed: bytes)
    try cursor.skip(#"{"seq":"#)
    let seq = try cursor.decimal()
    try cursor.skip(#","durable":"#)
    let durable = try cursor.decimal()
    return try cursor.rest(seq: seq, durable: durable)
  }

  /// As `journalLine`, for a line of a snapshot: `seq` is the line number, `durable` 0.
  static func snapshotLine(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> Line {
    var cursor = try Cursor(sealed: bytes)
    try cursor.skip(#"{"line":"#)
    let line = try cursor.decimal()
    return try cursor.rest(seq: line, durable: 0)
  }

  /// The lines in what reads as one: more than one where the newline between two sealed lines was
  /// damaged. That byte comes as a piece of its own, so that it is found and the lines are not
  /// lost.
  static func pieces(
    _ bytes: UnsafeRawBufferPointer, isWhole: Bool
  ) -> [(range: Range<Int>, isWhole: Bool)] {
    var pieces: [(range: Range<Int>, isWhole: Bool)] = []
    var start = 0
    var index = tailLength
    while index + tailLength < bytes.count {
      defer { index += 1 }
      guard bytes[index] == UInt8(ascii: "{"), bytes[index - 3] == UInt8(ascii: "\""),
        bytes[index - 2] == UInt8(ascii: "}"), start < index - 1,
        memcmp(bytes.baseAddress! + index, #"{"seq":"#, 7) == 0,
        isSealed(bytes[start..<index - 1]) || isSealed(bytes[index...])
      else { continue }
      pieces.append((start..<index - 1, true))
      pieces.append((index - 1..<index, true))
      start = index
    }
    pieces.append((start..<bytes.count, isWhole))
    return pieces
  }

  private static func isSealed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    (try? journalLine(UnsafeRawBufferPointer(rebasing: bytes))) != nil
  }

  private struct Cursor {
    let bytes: UnsafeRawBufferPointer
    let end: Int
    let crc: UInt32
    var index = 0

    init(sealed bytes: UnsafeRawBufferPointer) throws(Fault) {
      self.bytes = bytes
      end = bytes.count - LineFormat.tailLength
      guard end > 0 else { throw Fault(reason: "too short") }
      let tail = bytes.baseAddress! + end
      guard memcmp(tail, #","crc":""#, 8) == 0, memcmp(tail + 16, #""}"#, 2) == 0 else {
        throw Fault(reason: "does not end with a checksum")
      }
      var written: UInt32 = 0
      for place in end + 8..<end + 16 {
        let digit: UInt8
        switch bytes[place] {
        case 0x30...0x39: digit = bytes[place] - 0x30
        case 0x61...0x66: digit = bytes[place] - 0x57
        default: throw Fault(reason: "does not end with a checksum")
        }
        written = written << 4 | UInt32(digit)
      }
      crc = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
      guard crc == written else { throw Fault(reason: "the checksum does not fit") }
    }

    mutating func skip(_ text: StaticString) throws(Fault) {
      let count = text.utf8CodeUnitCount
      guard end - index >= count,
        memcmp(bytes.baseAddress! + index, text.utf8Start, count) == 0
      else { throw Fault(reason: "expected \(text)") }
      index += count
    }

    mutating func decimal() throws(Fault) -> Int {
      let start = index
      var value = 0
      while index < end, bytes[index] &- 0x30 < 10 {
        value = value &* 10 &+ Int(bytes[index] &- 0x30)
        index += 1
      }
      let count = index - start
      guard 1...18 ~= count, bytes[start] != 0x30 || count == 1 else {
        throw Fault(reason: "expected a number")
      }
      return value
    }

    mutating func rest(seq: Int, durable: Int) throws(Fault) -> Line {
      try skip(#","at":""#)
      guard end - index > Timestamp.length,
        let at = Timestamp.parse(
          UnsafeRawBufferPointer(rebasing: bytes[index..<index + Timestamp.length]))
      else { throw Fault(reason: "expected an instant") }
      index += Timestamp.length
      try skip(#"","type":""#)
      let start = index
      while index < end, bytes[index] != UInt8(ascii: "\"") { index += 1 }
      let type = start..<index
      try skip("\"")
      if index < end { try skip(",") }
      return Line(seq: seq, durable: durable, at: at, type: type, fields: index..<end, crc: crc)
    }
  }
}

extension LineFormat.Line {
  /// Whether the line's type is `type`.
  func isType(_ wanted: StaticString, in bytes: UnsafeRawBufferPointer) -> Bool {
    type.count == wanted.utf8CodeUnitCount
      && memcmp(bytes.baseAddress! + type.lowerBound, wanted.utf8Start, type.count) == 0
  }

  /// Whether the line belongs to the store itself and holds nothing of a caller.
  func isOwn(in bytes: UnsafeRawBufferPointer) -> Bool {
    isType("segment", in: bytes) || isType("mark", in: bytes) || isType("erased", in: bytes)
      || isType("lost", in: bytes)
  }

  func record(in bytes: UnsafeRawBufferPointer) -> Record {
    Record(
      type: String(decoding: bytes[type], as: UTF8.self), at: at, fields: Array(bytes[fields]))
  }
}
