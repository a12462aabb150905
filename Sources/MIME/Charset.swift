/// The charsets of mail that are read, all into UTF-8.
package enum Charset: Sendable {
  case utf8
  /// Big-endian without a mark of the byte order, as RFC 2781 4.3 says, unless ASCII in it tells
  /// that it is little-endian, as Windows writes it.
  case utf16
  case utf16BigEndian
  case utf16LittleEndian
  /// ISO-8859-1 too: the Encoding Standard and all mail programs read the one as the other.
  case windows1252
  /// Latin-9.
  case latin9
  /// No label, or one that is not known: UTF-8 where it is valid, else windows-1252, which is what
  /// mail without a word about it mostly is, and in which every byte is something.
  case unknown

  /// The charset that a label means, in any case.
  package init(label: some Collection<UInt8>) {
    self = Self.labels[label.lowered.text] ?? .unknown
  }

  /// The labels of the Encoding Standard (encoding.spec.whatwg.org, section 4.2).
  private static let labels: [String: Charset] = {
    var labels: [String: Charset] = [
      "utf-8": .utf8, "utf8": .utf8, "unicode-1-1-utf-8": .utf8, "unicode11utf8": .utf8,
      "unicode20utf8": .utf8, "x-unicode20utf8": .utf8,
      "utf-16": .utf16, "utf-16be": .utf16BigEndian, "utf-16le": .utf16LittleEndian,
    ]
    for label in [
      "iso-8859-1", "iso8859-1", "iso88591", "iso_8859-1", "iso_8859-1:1987", "iso-ir-100",
      "latin1", "l1", "cp819", "ibm819", "csisolatin1", "windows-1252", "cp1252", "x-cp1252",
    ] { labels[label] = .windows1252 }
    for label in [
      "iso-8859-15", "iso8859-15", "iso885915", "iso_8859-15", "csisolatin9", "l9", "latin-9",
      "latin9",
    ] { labels[label] = .latin9 }
    return labels
  }()

  /// A text in this charset as UTF-8. A mark of the byte order decides whatever the label says, and
  /// is left out. Text that is no UTF-8 under that label is read as if it had none.
  package func utf8(_ bytes: Bytes) -> [UInt8] {
    if bytes.starts(with: [0xFE, 0xFF]) { return Self.utf16(bytes.dropFirst(2), bigEndian: true) }
    if bytes.starts(with: [0xFF, 0xFE]) { return Self.utf16(bytes.dropFirst(2), bigEndian: false) }
    switch self {
    case .utf16:
      return Self.utf16(bytes, bigEndian: bytes.first == 0 || !bytes.dropFirst().starts(with: [0]))
    case .utf16BigEndian: return Self.utf16(bytes, bigEndian: true)
    case .utf16LittleEndian: return Self.utf16(bytes, bigEndian: false)
    case .windows1252, .latin9:
      return bytes.allSatisfy { $0 < 0x80 } ? Array(bytes) : western(bytes)
    case .utf8, .unknown:
      let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
      return Self.isUTF8(text) ? Array(text) : western(text)
    }
  }

  private static func isUTF8(_ bytes: Bytes) -> Bool {
    bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
  }

  private func western(_ bytes: Bytes) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      guard byte >= 0x80 else {
        text.append(byte)
        continue
      }
      let code =
        byte < 0xA0
        ? Self.windowsControls[Int(byte - 0x80)] : self == .latin9 ? latin9(byte) : UInt16(byte)
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

  /// Where Latin-9 is not Latin-1.
  private func latin9(_ byte: UInt8) -> UInt16 {
    switch byte {
    case 0xA4: 0x20AC
    case 0xA6: 0x0160
    case 0xA8: 0x0161
    case 0xB4: 0x017D
    case 0xB8: 0x017E
    case 0xBC: 0x0152
    case 0xBD: 0x0153
    case 0xBE: 0x0178
    default: UInt16(byte)
    }
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
  private static let windowsControls: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]
}
