/// One entity of a mail (RFC 2046), as a place in its bytes.
struct MIMEPart {
  let header: Header
  let type: ContentType
  /// In lower case: `base64`, or "".
  let encoding: String
  /// Inside a message that is a part of this one: returned or forwarded mail, not the sender's words.
  let isEnclosed: Bool
  var body: Range<Int>
  var hasChildren = false

  init(header: Header, isEnclosed: Bool, fallback: ContentType, body: Range<Int>) {
    self.header = header
    self.isEnclosed = isEnclosed
    self.body = body
    type = header.first("content-type").map { ContentType($0) } ?? fallback
    encoding = header.first("content-transfer-encoding")?.lowered.text ?? ""
  }

  var isMessage: Bool { type.value == "message/rfc822" || type.value == "message/global" }
  var isMultipart: Bool { type.value.hasPrefix("multipart/") }

  /// The name of the file it wants to be, in lower case.
  var fileName: String? {
    let disposition = header.first("content-disposition").map { ContentType($0) }
    return (disposition?["filename"] ?? type["name"])
      .map { EncodedWords.decode($0[...]).lowered.text }
  }

  var isAttachment: Bool {
    header.first("content-disposition")?.begins("attachment") ?? false
  }
}
