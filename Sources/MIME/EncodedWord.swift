/// Encoded words of RFC 2047: header text that is not plain ASCII.
///
/// Every word is at most 75 characters and whole in itself: no scalar is ever split. Words are
/// separated by CRLF and a space, which a reader drops, so spaces travel inside the words.
package enum EncodedWord {
  private static let overhead = 12  // =?utf-8?q??=

  /// Appends `text` as words; `column` is where the first one starts, and where the last one ends.
  package static func append(_ text: String, column: inout Int, to out: inout [UInt8]) {
    let ascii = text.utf8.count { $0 < 0x80 }
    let useQ = ascii * 2 > text.utf8.count
    var payload: [UInt8] = []
    var width = 0
    var isFirst = true
    func flush() {
      guard !payload.isEmpty else { return }
      if !isFirst {
        out.append("\r\n ")
        column = 1
      }
      isFirst = false
      let start = out.count
      out.append(useQ ? "=?utf-8?q?" : "=?utf-8?b?")
      if useQ { out.append(contentsOf: payload) } else { Base64.encode(payload, into: &out) }
      out.append("?=")
      column += out.count - start
      payload = []
      width = 0
    }
    if column > 1, column + overhead + 12 > 76 {
      out.append("\r\n ")
      column = 1
    }
    for scalar in text.unicodeScalars {
      let encoded = useQ ? quoted(scalar) : Array(String(scalar).utf8)
      let next = useQ ? width + encoded.count : (payload.count + encoded.count + 2) / 3 * 4
      let room = min(75, 76 - (isFirst ? column : 1)) - overhead
      if next > room { flush() }
      payload.append(contentsOf: encoded)
      width += encoded.count
    }
    flush()
  }

  /// Only what RFC 2047 5(3) allows inside a phrase stays as it is, so a word fits every place.
  private static func quoted(_ scalar: Unicode.Scalar) -> [UInt8] {
    var out: [UInt8] = []
    for byte in String(scalar).utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x21, 0x2a, 0x2b, 0x2d, 0x2f: out.append(byte)
      case 0x20: out.append(0x5f)
      default:
        out.append(0x3d)
        out.append(hex: byte)
      }
    }
    return out
  }
}
