/// Text in the charsets of mail → UTF-8. What is not known is read as windows-1252, which is what mail
/// without a word about it mostly is, and in which every byte is something.
enum Charset {
  ///
  /// A mark of the byte order decides whatever the label says, and is left out.
  static func utf8(_ bytes: Bytes, _ label: String) -> [UInt8] {
    if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), bigEndian: true) }
    if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), bigEndian: false) }
    switch label {
    case "utf-16", "utf-16le", "utf-16be":
      // Without a mark RFC 2781 says big-endian, and Windows writes little-endian: ASCII tells.
      return utf16(bytes, bigEndian: label == "utf-16be" || label == "utf-16" && bytes.first == 0)
    case "iso-8859-1", "iso-8859-15", "windows-1252", "latin1":
      return bytes.allSatisfy { $0 < 0x80 } ? Array(bytes) : western(bytes, label)
    default:
      let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
      return isUTF8(text) ? Array(text) : western(text, label)
    }
  }

  private static func isUTF8(_ bytes: Bytes) -> Bool {
    bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
  }

  private static func western(_ bytes: Bytes, _ label: String) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      guard byte >= 0x80 else {
        text.append(byte)
        continue
      }
      var code = UInt16(byte)
      if byte < 0xA0 {
        code = windows1252[Int(byte - 0x80)]
      } else if byte == 0xA4, label == "iso-8859-15" {
        code = 0x20AC
      }
      if code >= 0x800 {
        text.append(0xE0 | UInt8(code >> 12))
        text.append(0x80 | UInt8(code >> 6 & 0x3F))
      } else {
        text.append(0xC0 | UInt8(code >> 6))
      }
      text.append(0x80 | UInt8(code & 0x3F))
    }
    return text
  }

  private static func utf16(_ bytes: Bytes, bigEndian: Bool) -> [UInt8] {
    var index = bytes.startIndex
    var units: [UInt16] = []
    while index + 1 < bytes.endIndex {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(bigEndian ? first << 8 | second : second << 8 | first)
      index += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// 0x80…0x9F (WHATWG Encoding); the five that mean nothing stay controls.
  private static let windows1252: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]
}
