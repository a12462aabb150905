/// One entity of a mail (RFC 2046), as a place in its bytes.
package struct MIMEPart: Sendable {
  package let header: Header
  package let type: ContentType
  package let encoding: TransferEncoding
  /// Inside a message that is a part of this one: returned or forwarded mail, not the sender's
  /// words.
  package let isEnclosed: Bool
  package internal(set) var body: Range<Int>
  package internal(set) var hasChildren = false

  init(header: Header, isEnclosed: Bool, fallback: ContentType, body: Range<Int>) {
    self.header = header
    self.isEnclosed = isEnclosed
    self.body = body
    type = header.first("content-type").map { ContentType($0) } ?? fallback
    encoding =
      header.first("content-transfer-encoding").map { TransferEncoding(field: $0) } ?? .sevenBit
  }

  package var charset: Charset { type["charset"].map { Charset(label: $0) } ?? .unknown }

  var isMessage: Bool { type.value == "message/rfc822" || type.value == "message/global" }
  var isMultipart: Bool { type.value.hasPrefix("multipart/") }

  /// The name of the file it wants to be, in lower case.
  package var fileName: String? {
    let disposition = header.first("content-disposition").map { ContentType($0) }
    return (disposition?["filename"] ?? type["name"])
      .map { EncodedWord.decode($0[...]).lowered.text }
  }

  package var isAttachment: Bool {
    header.first("content-disposition")?.begins("attachment") ?? false
  }
}
