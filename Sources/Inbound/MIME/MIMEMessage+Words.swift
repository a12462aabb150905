import MIME

extension MIMEMessage {
  /// The words of a part in UTF-8, as many as are looked at; of HTML without the marks.
  func words(_ part: MIMEPart) -> [UInt8] {
    let text = text(part, most: MailLimits.textBytes)
    return part.type.value == "text/html" ? PlainTextFromHTML.plain(text[...]) : text
  }
}
