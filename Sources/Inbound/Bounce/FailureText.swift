import MIME

/// A server's words about a failure, made comparable: lower case, one space between words, without
/// the codes that stand between the words of a reply of several lines, without addresses (whose
/// names may say anything) and of links only the host.
struct FailureText {
  let words: [UInt8]
  /// The first reply code (RFC 5321 section 4.2) of class 4 or 5.
  private(set) var replyCode: Int?
  /// Enhanced status codes of class 4 or 5 (RFC 3463), in order.
  private(set) var statusCodes: [String] = []

  /// The server may say something else another time.
  var isTransient: Bool {
    if let replyCode { return replyCode < 500 }
    return !statusCodes.isEmpty && statusCodes.allSatisfy { $0.utf8.first == UInt8(ascii: "4") }
  }

  private static let most = 4000

  init(_ text: Bytes) {
    var words: [UInt8] = []
    for token in text.prefix(Self.most).split(whereSeparator: \.isWhite) {
      if let code = ReplyCode(token) {
        if replyCode == nil, let reply = code.reply, reply >= 400 { replyCode = reply }
        if let status = code.status, status.utf8.first != UInt8(ascii: "2") {
          statusCodes.append(status)
        }
        continue
      }
      if !words.isEmpty { words.append(.space) }
      if let link = token.find("://") {
        let host = token[(link + 3)...].prefix {
          $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?")
        }
        words += host.lowered
      } else if token.contains(UInt8(ascii: "@")), AddressScanner.first(token) != nil {
        words.append(UInt8(ascii: "@"))
      } else {
        Self.append(token, to: &words)
      }
    }
    self.words = words
  }

  /// With the typewriter's apostrophe.
  private static func append(_ token: Bytes, to words: inout [UInt8]) {
    var index = token.startIndex
    while index < token.endIndex {
      if token[index] == 0xE2, index + 2 < token.endIndex, token[index + 1] == 0x80,
        token[index + 2] == 0x99
      {
        words.append(UInt8(ascii: "'"))
        index += 3
      } else {
        words.append(token[index].lowered)
        index += 1
      }
    }
  }
}
