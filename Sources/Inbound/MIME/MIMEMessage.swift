/// A mail taken apart: its entities in the order in which they stand, the whole first.
struct MIMEMessage {
  let bytes: Bytes
  let parts: [MIMEPart]

  var header: Header { parts[0].header }

  /// The decoded bytes of a part, as many as are looked at.
  func content(_ part: MIMEPart) -> [UInt8] {
    TransferDecoding.decode(bytes[part.body], part.encoding, most: MailLimits.textBytes)
  }

  /// The text of a part in UTF-8.
  func text(_ part: MIMEPart) -> [UInt8] {
    let text = Charset.utf8(content(part)[...], part.type["charset"]?.lowered.text ?? "")
    return part.type.value == "text/html" ? PlainTextFromHTML.plain(text[...]) : text
  }
}
