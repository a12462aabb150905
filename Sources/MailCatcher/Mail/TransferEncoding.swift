/// Content-Transfer-Encoding (RFC 2045 section 6), undone; what is malformed is kept as it is.
package enum TransferEncoding {
  package static func decode(_ bytes: ArraySlice<UInt8>, as name: String) -> [UInt8] {
    switch name.lowercased() {
    case "base64": Base64.decode(bytes)
    case "quoted-printable": quotedPrintable(bytes)
    default: Array(bytes)
    }
  }

  static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "=") else {
        out.append(byte)
        index += 1
        continue
      }
      if let softBreak = lineEnd(bytes, from: index + 1) {
        index = softBreak
      } else if index + 2 < bytes.endIndex, let high = hex(bytes[index + 1]),
        let low = hex(bytes[index + 2])
      {
        out.append(high << 4 | low)
        index += 3
      } else {
        out.append(byte)
        index += 1
      }
    }
    return out
  }

  static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 48
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 55
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 87
    default: nil
    }
  }

  /// The index after blanks and a line end, when nothing else comes first.
  private static func lineEnd(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < bytes.endIndex, bytes[index] == 32 || bytes[index] == 9 { index += 1 }
    if index == bytes.endIndex { return index }
    if bytes[index] == 13, index + 1 < bytes.endIndex, bytes[index + 1] == 10 { return index + 2 }
    return bytes[index] == 10 ? index + 1 : nil
  }
}
