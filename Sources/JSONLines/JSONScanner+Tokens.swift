import Glibc

extension JSONScanner {
  mutating func literal(_ text: StaticString) throws(JSONSyntaxError) {
    let count = text.utf8CodeUnitCount
    guard bytes.count - index >= count,
      memcmp(bytes.baseAddress! + index, text.utf8Start, count) == 0
    else { throw error("expected a value") }
    index += count
  }

  /// `[-] int [frac] [exp]` (RFC 8259 section 6).
  mutating func number() throws(JSONSyntaxError) {
    if peek() == UInt8(ascii: "-") { index += 1 }
    if peek() == UInt8(ascii: "0") {
      index += 1
    } else {
      try digits("expected a value")
    }
    if peek() == UInt8(ascii: ".") {
      index += 1
      try digits("expected a digit")
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      index += 1
      if peek() == UInt8(ascii: "-") || peek() == UInt8(ascii: "+") { index += 1 }
      try digits("expected a digit")
    }
  }

  private mutating func digits(_ reason: String) throws(JSONSyntaxError) {
    let start = index
    while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
    if index == start { throw error(reason) }
  }

  /// Reads one string with its quotes; tells whether it holds an escape.
  mutating func string() throws(JSONSyntaxError) -> Bool {
    guard peek() == UInt8(ascii: "\"") else { throw error("expected a string") }
    index += 1
    var hasEscapes = false
    while true {
      skipPlain()
      guard let byte = peek() else { throw error("the string does not end") }
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return hasEscapes
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try escape()
      case 0..<0x20: throw error("a control character must be escaped")
      case 0x80...: try multibyte(byte)
      default: index += 1
      }
    }
  }

  /// Skips ASCII that needs no second look, eight bytes at a time.
  @inline(__always)
  private mutating func skipPlain() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while bytes.count - index >= 8 {
      let word = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let quotes = word ^ (ones &* 0x22)
      let backslashes = word ^ (ones &* 0x5C)
      // A byte's high bit is set where it is below 0x20, a quote, a backslash, or not ASCII.
      // Borrows can only mark bytes above a true find, and the lowest mark is the one that is used.
      let special =
        (((word &- ones &* 0x20) | (quotes &- ones) | (backslashes &- ones)) & ~word | word)
        & highs
      if special != 0 {
        index += special.trailingZeroBitCount >> 3
        return
      }
      index += 8
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x80 { return }
      index += 1
    }
  }

  private mutating func escape() throws(JSONSyntaxError) {
    index += 1
    switch peek() {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      index += 1
    case UInt8(ascii: "u"):
      let start = index - 1
      let first = try codeUnit()
      if first & 0xF800 == 0xD800 {
        guard first & 0xFC00 == 0xD800, peek() == UInt8(ascii: "\\") else {
          throw JSONSyntaxError(offset: start, reason: "an unpaired surrogate")
        }
        index += 1
        guard peek() == UInt8(ascii: "u"), try codeUnit() & 0xFC00 == 0xDC00 else {
          throw JSONSyntaxError(offset: start, reason: "an unpaired surrogate")
        }
      }
    default: throw error("no such escape")
    }
  }

  /// Reads `uXXXX`.
  private mutating func codeUnit() throws(JSONSyntaxError) -> UInt32 {
    guard bytes.count - index >= 5 else { throw error("expected four hexadecimal digits") }
    for offset in 1...4 where JSONText.hexDigit(bytes[index + offset]) == nil {
      throw error("expected four hexadecimal digits")
    }
    index += 5
    return JSONText.hex4(bytes, at: index - 4)
  }

  /// One sequence of two to four bytes, well formed by Unicode table 3-7.
  private mutating func multibyte(_ first: UInt8) throws(JSONSyntaxError) {
    let (length, second): (Int, ClosedRange<UInt8>)
    switch first {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: throw error("not UTF-8")
    }
    guard bytes.count - index >= length, second.contains(bytes[index + 1]) else {
      throw error("not UTF-8")
    }
    for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 {
      throw error("not UTF-8")
    }
    index += length
  }

  /// Whether the last member's name is unlike all before it.
  @inline(__always)
  func isNameNew(in members: [Member]) -> Bool {
    let last = members[members.count - 1]
    let length = last.nameEnd - last.nameStart
    for other in members.dropLast() {
      if other.nameHasEscapes || last.nameHasEscapes {
        if name(of: other) == name(of: last) { return false }
      } else if other.nameEnd - other.nameStart == length,
        memcmp(
          bytes.baseAddress! + Int(other.nameStart), bytes.baseAddress! + Int(last.nameStart),
          Int(length)) == 0
      {
        return false
      }
    }
    return true
  }

  private func name(of member: Member) -> [UInt8] {
    let raw = UnsafeRawBufferPointer(
      rebasing: bytes[Int(member.nameStart)..<Int(member.nameEnd)])
    return Array(JSONText.decode(raw).utf8)
  }
}
