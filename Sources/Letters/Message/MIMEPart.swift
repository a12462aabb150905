/// A node of a message's body.
enum MIMEPart {
  /// Text in UTF-8 whose lines end in LF. `type` is `text/plain` and the like, with parameters
  /// other than the charset after it.
  case text(type: String, parameters: String, [UInt8])
  /// Bytes as they are, as base 64, offered under a file name.
  case attachment(type: String, fileName: String, [UInt8])
  /// A picture that another part shows.
  case inline(MailLogo)
  /// A whole message, strict CRLF and ASCII.
  case message([UInt8])
  indirect case multipart(subtype: String, [MIMEPart])

  /// Appends the part's header and body. `boundary` must not occur in the parts; each level adds
  /// a letter to it.
  func append(to out: inout [UInt8], boundary: String) {
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
      Self.appendName("name", fileName, &out)
      out.append("\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment")
      Self.appendName("filename", fileName, &out)
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
        part.append(to: &out, boundary: boundary + "abcdefgh".utf8Letter(index))
        out.appendCRLF()
      }
      out.append("--")
      out.append(text: boundary)
      out.append("--\r\n")
    }
  }

  /// The name as a quoted string, with RFC 2231 4 beside it when it is not ASCII.
  private static func appendName(_ parameter: StaticString, _ name: String, _ out: inout [UInt8]) {
    out.append(";\r\n ")
    out.append(parameter)
    out.append("=\"")
    for byte in name.utf8 where byte >= 0x20 && byte < 0x7f && byte != 0x22 && byte != 0x5c {
      out.append(byte)
    }
    out.append("\"")
    guard name.utf8.contains(where: { $0 >= 0x80 }) else { return }
    out.append(";\r\n ")
    out.append(parameter)
    out.append("*=UTF-8''")
    for byte in name.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: out.append(byte)
      default:
        out.append(0x25)
        out.append(hex: byte)
      }
    }
  }
}

extension String {
  fileprivate func utf8Letter(_ index: Int) -> String {
    String(self[self.index(startIndex, offsetBy: index)])
  }
}
