import MIME

/// What the refusing server itself said, cut out of what the system that reports it says around it.
///
/// A provider's own sentences name every part of the way ("rejected by the server for the recipient
/// domain …") and are the same for each refusal; only the quoted reply tells why.
enum RemoteWords {
  /// From what introduces the quotation, or from its reply code, to the end of the paragraph; nil
  /// where nothing is quoted.
  static func find(_ text: Bytes) -> Bytes? {
    guard let start = introduced(text) ?? firstReply(text) else { return nil }
    return paragraph(text[start...])
  }

  /// Behind the last introduction that has words behind it.
  private static func introduced(_ text: Bytes) -> Int? {
    var latest: Int?
    for mark in marks {
      var from = text.startIndex
      while let place = text.find(mark, from: from) {
        from = place + mark.utf8.count
        if text[from...].prefix(200).contains(where: \.isAlphanumeric) {
          latest = max(latest ?? from, from)
        }
      }
    }
    // What introduces it may repeat whom it is about: the code is where the reply begins.
    guard let latest else { return nil }
    guard let reply = firstReply(text[latest...]) else { return latest }
    return paragraph(text[latest...]).endIndex > reply ? reply : latest
  }

  /// Where the first reply (RFC 5321 section 4.2) of class 4 or 5 begins.
  private static func firstReply(_ text: Bytes) -> Int? {
    var index = text.startIndex
    while index < text.endIndex {
      while index < text.endIndex, text[index].isWhite { index += 1 }
      let token = text[index...].prefix { !$0.isWhite }
      if let code = ReplyCode(token), let reply = code.reply, (400..<560).contains(reply),
        text[token.endIndex...].prefix(200).contains(where: \.isLetter)
      {
        return index
      }
      index = token.endIndex
    }
    return nil
  }

  /// Up to an empty line behind the first letter.
  private static func paragraph(_ text: Bytes) -> Bytes {
    var hasLetters = false
    var start = text.startIndex
    while start < text.endIndex {
      let line = text.lineEnd(from: start)
      let content = text[start..<line.end]
      if hasLetters, content.trimmed.isEmpty { return text[..<start] }
      hasLetters = hasLetters || content.contains(where: \.isLetter)
      start = line.next
    }
    return text
  }

  private static let marks = [
    "other server returned was:", "remote server was:", "response was:", "server responded:",
    "server returned:", "remote host said:", "server said:", "remote server said:", " -> ",
    "unknown address error 550-'", "unknown address error 554-'", "server message",
    "error text:", "error message:", "error from remote server:",
  ]
}
