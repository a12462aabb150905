/// Mail is bytes: text in it may be in any charset, or in none, and "\r\n" is one `Character`.
@usableFromInline package typealias Bytes = ArraySlice<UInt8>

extension UInt8 {
  @inlinable package static var cr: UInt8 { 0x0D }
  @inlinable package static var lf: UInt8 { 0x0A }
  @inlinable package static var space: UInt8 { 0x20 }
  @inlinable package static var tab: UInt8 { 0x09 }
  @inlinable package static var dot: UInt8 { 0x2E }

  @inlinable package var isWhite: Bool {
    self == .space || self == .tab || self == .lf || self == .cr
  }
  @inlinable package var isDigit: Bool { self &- 0x30 < 10 }
  @inlinable package var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  @inlinable package var isAlphanumeric: Bool { isDigit || isLetter }
  @inlinable package var lowered: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  /// The value of a hexadecimal digit.
  @inlinable package var hexValue: UInt8? {
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
  @inlinable package var lowered: [UInt8] { map(\.lowered) }

  /// As text; what is no UTF-8 becomes U+FFFD.
  @inlinable package var text: String { String(decoding: self, as: UTF8.self) }

  /// Whether it begins with `literal`, which is in lower case, whatever the case here.
  @inlinable package func begins(_ literal: String) -> Bool {
    var index = startIndex
    for byte in literal.utf8 {
      guard index != endIndex, self[index].lowered == byte else { return false }
      formIndex(after: &index)
    }
    return true
  }

  /// Whether it is `literal`, which is in lower case, whatever the case here.
  @inlinable package func equals(_ literal: String) -> Bool {
    count == literal.utf8.count && begins(literal)
  }
}

extension RandomAccessCollection<UInt8> where Index == Int {
  /// Where `literal`, in lower case, is first found at or after `start`, whatever the case here.
  @inlinable package func find(_ literal: String, from start: Int? = nil) -> Int? {
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

  @inlinable package func contains(_ literal: String) -> Bool { find(literal) != nil }
}

extension Bytes {
  /// Without white space at both ends.
  @inlinable package var trimmed: Bytes {
    var start = startIndex
    var end = endIndex
    while start < end, self[start].isWhite { start += 1 }
    while end > start, self[end - 1].isWhite { end -= 1 }
    return self[start..<end]
  }

  /// Where the line that begins at `start` ends, and where the next begins.
  @inlinable package func lineEnd(from start: Int) -> (end: Int, next: Int) {
    var index = start
    while index < endIndex, self[index] != .lf { index += 1 }
    let end = index > start && self[index - 1] == .cr ? index - 1 : index
    return (end, index < endIndex ? index + 1 : index)
  }
}
