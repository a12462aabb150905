/// Mail is bytes: text in it may be in any charset, or in none, and "\r\n" is one `Character`.
typealias Bytes = ArraySlice<UInt8>

extension UInt8 {
  static let cr = UInt8(ascii: "\r")
  static let lf = UInt8(ascii: "\n")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let dot = UInt8(ascii: ".")

  var isWhite: Bool { self == .space || self == .tab || self == .lf || self == .cr }
  var isDigit: Bool { self &- 0x30 < 10 }
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  var isAlphanumeric: Bool { isDigit || isLetter }
  var lowered: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  /// The value of a hexadecimal digit.
  var hexValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x37
    case 0x61...0x66: self - 0x57
    default: nil
    }
  }
}

extension Collection<UInt8> {
  /// ASCII letters in lower case, everything else as it is.
  var lowered: [UInt8] { map(\.lowered) }

  /// As text; what is no UTF-8 becomes U+FFFD.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// Whether it begins with `literal`, which is in lower case, whatever the case here.
  func begins(_ literal: String) -> Bool {
    var index = startIndex
    for byte in literal.utf8 {
      guard index != endIndex, self[index].lowered == byte else { return false }
      formIndex(after: &index)
    }
    return true
  }

  /// Whether it is `literal`, which is in lower case, whatever the case here.
  func equals(_ literal: String) -> Bool { count == literal.utf8.count && begins(literal) }
}

extension RandomAccessCollection<UInt8> where Index == Int {
  /// Where `literal`, in lower case, is first found at or after `start`, whatever the case here.
  func find(_ literal: String, from start: Int? = nil) -> Int? {
    let wanted = Array(literal.utf8)
    guard let first = wanted.first else { return start ?? startIndex }
    var index = start ?? startIndex
    let last = endIndex - wanted.count
    while index <= last {
      if self[index].lowered == first {
        var offset = 1
        while offset < wanted.count, self[index + offset].lowered == wanted[offset] { offset += 1 }
        if offset == wanted.count { return index }
      }
      index += 1
    }
    return nil
  }

  func contains(_ literal: String) -> Bool { find(literal) != nil }
}

extension Bytes {
  /// Without white space at both ends.
  var trimmed: Bytes {
    var start = startIndex
    var end = endIndex
    while start < end, self[start].isWhite { start += 1 }
    while end > start, self[end - 1].isWhite { end -= 1 }
    return self[start..<end]
  }

  /// Where the line that begins at `start` ends, and where the next begins.
  func lineEnd(from start: Int) -> (end: Int, next: Int) {
    var index = start
    while index < endIndex, self[index] != .lf { index += 1 }
    let end = index > start && self[index - 1] == .cr ? index - 1 : index
    return (end, index < endIndex ? index + 1 : index)
  }

  /// On one line, white space together and controls left out: at most `most` bytes of text.
  func oneLine(_ most: Int) -> String {
    var line: [UInt8] = []
    for byte in self {
      guard line.count < most else { break }
      if byte.isWhite {
        if let last = line.last, last != .space { line.append(.space) }
      } else if byte >= 0x20, byte != 0x7F {
        line.append(byte)
      }
    }
    if line.last == .space { line.removeLast() }
    return line.text.withoutControls.cut(most)
  }

  /// Its lines without their ends, `most` of them.
  func lines(_ most: Int = MailLimits.lines) -> [Bytes] {
    var lines: [Bytes] = []
    var start = startIndex
    while start < endIndex, lines.count < most {
      let line = lineEnd(from: start)
      lines.append(self[start..<line.end])
      start = line.next
    }
    return lines
  }
}

extension String {
  /// Without the controls that only Unicode has (ASCII's are gone where bytes are read), without its
  /// ways to end a line, and without those that turn the direction of what follows (UAX 9).
  var withoutControls: String {
    guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
    return String(
      UnicodeScalarView(
        unicodeScalars.filter { scalar in
          switch scalar.value {
          case 0..<0x80: true
          case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: false
          default: scalar.properties.generalCategory != .control
          }
        }))
  }

  /// The first `most` bytes, and never a part of a character's code.
  func cut(_ most: Int) -> String {
    guard utf8.count > most else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: most)
    while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
