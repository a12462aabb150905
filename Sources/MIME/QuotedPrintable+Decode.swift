extension QuotedPrintable {
  /// The octets of a body, read as leniently as mail is written: an equals sign that encodes
  /// nothing stays what it is. White space at the end of a line goes, for only a server on the way
  /// can have put it there (RFC 2045 6.7, rule 3).
  ///
  /// - Parameter most: bytes of the result, which is never longer than `text`.
  package static func decode(_ text: Bytes, most: Int = .max) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(min(most, text.count))
    var index = text.startIndex
    while index < text.endIndex, out.count < most {
      switch text[index] {
      case UInt8(ascii: "="):
        if let next = softBreak(text, index + 1) {
          index = next
        } else {
          index = appendOctet(text, index, to: &out)
        }
      case .space, .tab:
        let end = text[index...].firstIndex { $0 != .space && $0 != .tab } ?? text.endIndex
        if !endsLine(text, end) {
          out.append(contentsOf: text[index..<end].prefix(most - out.count))
        }
        index = end
      case let byte:
        out.append(byte)
        index += 1
      }
    }
    return out
  }

  /// The octets of an encoded-word's text in the Q encoding (RFC 2047 4.2).
  static func decodeWord(_ text: Bytes) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "_") {
        out.append(.space)
        index += 1
      } else {
        index = appendOctet(text, index, to: &out)
      }
    }
    return out
  }

  /// Appends the octet that stands at `index`, encoded or not.
  /// - Returns: the index behind it.
  private static func appendOctet(_ text: Bytes, _ index: Int, to out: inout [UInt8]) -> Int {
    guard text[index] == UInt8(ascii: "="), index + 2 < text.endIndex,
      let high = text[index + 1].hexValue, let low = text[index + 2].hexValue
    else {
      out.append(text[index])
      return index + 1
    }
    out.append(high << 4 | low)
    return index + 3
  }

  private static func endsLine(_ text: Bytes, _ index: Int) -> Bool {
    guard index < text.endIndex, text[index] != .lf else { return true }
    return text[index] == .cr && index + 1 < text.endIndex && text[index + 1] == .lf
  }

  /// Where the next line begins, if nothing but white space follows.
  private static func softBreak(_ text: Bytes, _ start: Int) -> Int? {
    var index = start
    while index < text.endIndex, index - start < 80, text[index] != .lf {
      guard text[index].isWhite else { return nil }
      index += 1
    }
    guard index < text.endIndex else { return index }
    return text[index] == .lf ? index + 1 : nil
  }
}
