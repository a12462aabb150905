/// A node of the body of a message that is written.
package enum OutgoingPart: Sendable {
  /// Text in UTF-8 whose lines end in LF or CRLF. `type` is `text/plain` and the like, with
  /// parameters other than the charset after it.
  case text(type: String, parameters: String, [UInt8])
  /// Bytes as they are, as base 64, offered under a file name.
  case attachment(type: String, fileName: String, [UInt8])
  /// A picture that another part shows by its Content-ID, given without angle brackets (RFC 2392);
  /// `base64` is its content as lines (`Base64.encodeLines`), so that it need not be encoded again.
  case inline(type: String, contentID: String, base64: [UInt8])
  /// A whole message, strict CRLF and ASCII.
  case message([UInt8])
  indirect case multipart(subtype: String, [OutgoingPart])

  /// Appends the part's header and body. `boundary` must not occur in the parts, of which one
  /// multipart has 26 at most.
  ///
  /// Each level puts its letters before it, so that no boundary begins like another: a reader may
  /// take every line that begins with the outer one for its delimiter (RFC 2046 5.1.1).
  package func append(to out: inout [UInt8], boundary name: String, level: String = "") {
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
      HeaderParameter.appendASCII("name", fileName, to: &out)
      out.append("\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment")
      HeaderParameter.append("filename", fileName, to: &out)
      out.append("\r\n\r\n")
      Base64.encodeLines(content, into: &out)
    case .inline(let type, let contentID, let base64):
      out.append("Content-Type: ")
      out.append(text: type)
      out.append("\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline\r\n")
      out.append("Content-ID: <")
      out.append(text: contentID)
      out.append(">\r\n\r\n")
      out.append(contentsOf: base64)
    case .message(let bytes):
      out.append("Content-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n")
      out.append(contentsOf: bytes)
    case .multipart(let subtype, let parts):
      precondition(parts.count <= 26, "\(parts.count) parts")
      out.append("Content-Type: multipart/")
      out.append(text: subtype)
      out.append(";\r\n boundary=\"")
      out.append(text: boundary)
      out.append("\"\r\n\r\n")
      for (index, part) in parts.enumerated() {
        out.append("--")
        out.append(text: boundary)
        out.appendCRLF()
        let letter = Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(index)))
        part.append(to: &out, boundary: name, level: level + String(letter))
        out.appendCRLF()
      }
      out.append("--")
      out.append(text: boundary)
      out.append("--\r\n")
    }
  }
}
