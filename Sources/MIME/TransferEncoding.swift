/// How a body travels (RFC 2045 6).
package enum TransferEncoding: String, Sendable {
  /// As it is. `8bit`, `binary` and what is not known are read as this one; none of them is
  /// written, because libcurl never announces `8bit`.
  case sevenBit = "7bit"
  case quotedPrintable = "quoted-printable"
  case base64

  /// What a Content-Transfer-Encoding field says: one token, in any case, perhaps with a comment
  /// behind it (section 6.1).
  package init(field value: Bytes) {
    let token = value.trimmed.prefix {
      !$0.isWhite && $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ";")
    }
    self = TransferEncoding(rawValue: token.lowered.text) ?? .sevenBit
  }

  /// The bytes that travelled, at most `most` of them; never more than `body` has.
  package func decode(_ body: Bytes, most: Int = .max) -> [UInt8] {
    switch self {
    case .sevenBit: Array(body.prefix(most))
    case .quotedPrintable: QuotedPrintable.decode(body, most: most)
    case .base64: Base64.decode(body, most: most)
    }
  }

  /// The shortest safe encoding of a text whose lines end in LF or CRLF.
  ///
  /// ASCII in short lines goes as it is; text that is mostly not ASCII goes as base 64.
  package static func best(for text: [UInt8]) -> TransferEncoding {
    text.withUnsafeBufferPointer { bytes in
      let foreign = foreignCount(bytes)
      if foreign * 5 > bytes.count { return .base64 }
      return foreign == 0 && travelsAsItIs(bytes) ? .sevenBit : .quotedPrintable
    }
  }

  /// How many octets are not ASCII, eight looked at together.
  private static func foreignCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    let wordsEnd = raw.count & ~7
    var count = 0
    for offset in stride(from: 0, to: wordsEnd, by: 8) {
      let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      // The top bits, added up by a multiplication: not every processor counts bits.
      let tops = word >> 7 & 0x0101_0101_0101_0101
      count += Int(truncatingIfNeeded: (tops &* 0x0101_0101_0101_0101) >> 56)
    }
    for index in wordsEnd..<raw.count { count += Int(raw[index] >> 7) }
    return count
  }

  /// Short lines that no server on the way will touch.
  private static func travelsAsItIs(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var column = 0
    for index in bytes.indices {
      let byte = bytes[index]
      if byte == 0x0d, index + 1 < bytes.count, bytes[index + 1] == 0x0a { continue }
      if byte == 0x0a {
        let last = index > 1 && bytes[index - 1] == 0x0d ? index - 2 : index - 1
        if column > 0, bytes[last] == 0x20 { return false }
        column = 0
        continue
      }
      if column == 0, byte == 0x2e || QuotedPrintable.isFromLine(bytes, index) { return false }
      column += 1
      if column > 76 || byte < 0x20 || byte == 0x7f { return false }
    }
    return true
  }

  /// Appends `text`, whose lines end in LF or CRLF, with strict CRLF and a line end last.
  package func append(_ text: [UInt8], to out: inout [UInt8]) {
    switch self {
    case .sevenBit:
      var start = 0
      while start < text.count {
        let end = text[start...].firstIndex(of: 0x0a) ?? text.count
        out.append(contentsOf: text[start..<end])
        if end == start || text[end - 1] != 0x0d { out.append(0x0d) }
        out.append(0x0a)
        start = end + 1
      }
    case .quotedPrintable: QuotedPrintable.encode(text, into: &out)
    case .base64: Base64.encodeLines(Self.canonical(text), into: &out)
    }
  }

  /// `text` with CRLF for LF (RFC 2045 6.8: before base 64 is applied).
  package static func canonical(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count + text.count / 32)
    for byte in text {
      if byte == 0x0a, out.last != 0x0d { out.append(0x0d) }
      out.append(byte)
    }
    return out
  }
}
