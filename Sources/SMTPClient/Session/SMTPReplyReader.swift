import Refusals

/// Puts reply lines together. Lines that are no reply are passed over, as libcurl does.
package struct SMTPReplyReader {
  /// The texts of one reply may fill this much; a hostile server gets no more of our memory.
  package static let limit = 400

  /// The texts so far, a space before each.
  private var words: [UInt8] = []
  private var detail: EnhancedCode?

  package init() {}

  /// - Parameter line: with or without its line end.
  /// - Returns: the reply when this line completes it.
  package mutating func take(_ line: some Collection<UInt8>) -> SMTPReply? {
    var bytes = Array(line.prefix(1024))
    while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
    guard bytes.count >= 3, let code = Self.code(bytes.prefix(3)) else { return nil }
    guard bytes.count == 3 || bytes[3] == UInt8(ascii: " ") || bytes[3] == UInt8(ascii: "-") else {
      return nil
    }
    let rest = bytes.dropFirst(4)
    if detail == nil, let found = EnhancedCode(rest), found.level == code / 100 { detail = found }
    if words.count < Self.limit, !rest.isEmpty {
      words.append(UInt8(ascii: " "))
      words += rest.prefix(Self.limit - words.count)
    }
    if bytes.count > 3, bytes[3] == UInt8(ascii: "-") { return nil }
    defer { self = SMTPReplyReader() }
    return SMTPReply(code: code, detail: detail, words: bytes.prefix(3) + words)
  }

  private static func code(_ digits: ArraySlice<UInt8>) -> Int? {
    var code = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      code = code * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return code >= 200 && code < 600 ? code : nil
  }
}
