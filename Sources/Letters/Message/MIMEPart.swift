/// A node of a message's body.
enum MIMEPart {
  /// Text in UTF-8 whose lines end in LF or CRLF. `type` is `text/plain` and the like, with parameters
  /// other than the charset after it.
  case text(type: String, parameters: String, [UInt8])
  /// Bytes as they are, as base 64, offered under a file name.
  case attachment(type: String, fileName: String, [UInt8])
  /// A picture that another part shows.
  case inline(MailLogo)
  /// A whole message, strict CRLF and ASCII.
  case message([UInt8])
  indirect case multipart(subtype: String, [MIMEPart])

  /// Appends the part's header and body. `boundary` must not occur in the parts.
  ///
  /// Each level puts its letters before it, so that no boundary begins like another: a reader may
  /// take every line that begins with the outer one for its delimiter (RFC 2046 5.1.1).
  func append(to out: inout [UInt8], boundary name: String, level: String = "") {
    let boundary = "=_\(level)_\(name)"
    switch self {
    case .text(let type, let parameters, let text):
      let encoding = TransferEncoding.best(for: text)
      out.append("Content-Type: ")
      out.append(text: type)
      out.append("; charset=utf-8")
      out.append(text: parameters)
      out.append("\r\nContent-Transfer-Encoding: ")
      out.append(text: encoding.rawValue)
      out.append("\r\n\r\n")
      encoding.append(text, to: &out)
    case .attachment(let type, let fileName, let content):
      out.append("Content-Type: ")
      out.append(text: type)
      Self.appendPlainName(fileName, to: &out)
      out.append("\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment")
      Self.appendFileName(fileName, to: &out)
      out.append("\r\n\r\n")
      Base64.encodeLines(content, into: &out)
    case .inline(let logo):
      out.append("Content-Type: ")
      out.append(text: logo.mediaType)
      out.append("\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline\r\n")
      out.append("Content-ID: <")
      out.append(text: logo.contentID)
      out.append(">\r\n\r\n")
      out.append(contentsOf: logo.encoded)
    case .message(let bytes):
      out.append("Content-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n")
      out.append(contentsOf: bytes)
    case .multipart(let subtype, let parts):
      out.append("Content-Type: multipart/")
      out.append(text: subtype)
      out.append(";\r\n boundary=\"")
      out.append(text: boundary)
      out.append("\"\r\n\r\n")
      for (index, part) in parts.enumerated() {
        out.append("--")
        out.append(text: boundary)
        out.appendCRLF()
        part.append(to: &out, boundary: name, level: level + "abcdefgh".utf8Letter(index))
        out.appendCRLF()
      }
      out.append("--")
      out.append(text: boundary)
      out.append("--\r\n")
    }
  }

  /// The name for readers that know nothing newer: a quoted string of ASCII. Of a long one its end
  /// stays, which says what kind of file it is.
  private static func appendPlainName(_ name: String, to out: inout [UInt8]) {
    out.append(";\r\n name=\"")
    out.append(contentsOf: name.utf8.map(plain).suffix(60))
    out.append("\"")
  }

  /// The name as it is: quoted where that is enough, else as RFC 2231 4 has it, in pieces (3) when it
  /// is long. Never in both forms: one field with a parameter twice is a defect to many readers.
  private static func appendFileName(_ name: String, to out: inout [UInt8]) {
    if name.utf8.count <= 60, name.utf8.allSatisfy({ plain($0) == $0 }) {
      out.append(";\r\n filename=\"")
      out.append(contentsOf: name.utf8)
      out.append("\"")
      return
    }
    var pieces: [[UInt8]] = [[]]
    for scalar in name.unicodeScalars {
      // Whole characters: some readers decode each piece by itself.
      if pieces[pieces.count - 1].count > 40 { pieces.append([]) }
      for byte in String(scalar).utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f:
          pieces[pieces.count - 1].append(byte)
        default:
          pieces[pieces.count - 1].append(0x25)
          pieces[pieces.count - 1].append(hex: byte)
        }
      }
    }
    for (index, piece) in pieces.enumerated() {
      out.append(";\r\n filename*")
      if pieces.count > 1 { out.append(text: "\(index)*") }
      out.append("=")
      if index == 0 { out.append("UTF-8''") }
      out.append(contentsOf: piece)
    }
  }

  /// The octet, or `_` for what a quoted string of ASCII would have to escape.
  private static func plain(_ byte: UInt8) -> UInt8 {
    byte < 0x20 || byte == 0x22 || byte == 0x5c || byte >= 0x7f ? 0x5f : byte
  }
}

extension String {
  fileprivate func utf8Letter(_ index: Int) -> String {
    String(self[self.index(startIndex, offsetBy: index)])
  }
}
