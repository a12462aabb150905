import MIME

/// Words for people to read: controls and white space at the ends away, cut to a length.
enum PlainWords {
  /// nil when nothing is left.
  static func kept(_ bytes: Bytes, most: Int = MailLimits.keptWords) -> String? {
    var text: [UInt8] = []
    for byte in bytes.trimmed where byte >= 0x20 && byte != 0x7F || byte == .lf || byte == .tab {
      guard text.count < most else { break }
      text.append(byte)
    }
    let words = text.text.withoutControls.cut(most)
    return words.isEmpty ? nil : words
  }
}
