/// Puts reply lines together. Lines that are no reply are passed over, as libcurl does.
package struct ReplyReader {
  /// The texts of one reply may fill this much; a hostile server gets no more of our memory.
  package static let limit = 400

  private var texts: [String] = []
  private var size = 0
  private var detail: EnhancedCode?

  package init() {}

  /// - Parameter line: with or without its line end.
  /// - Returns: the reply when this line completes it.
  package mutating func take(_ line: some Collection<UInt8>) -> Reply? {
    let bytes = Array(line.prefix(1024)).trimmingLineEnd
    guard bytes.count >= 3, let code = Self.code(bytes.prefix(3)) else { return nil }
    guard bytes.count == 3 || bytes[3] == UInt8(ascii: " ") || bytes[3] == UInt8(ascii: "-") else {
      return nil
    }
    let rest = bytes.dropFirst(4)
    if detail == nil, let found = EnhancedCode(rest), found.level == code / 100 { detail = found }
    if size < Self.limit {
      let text = Printable.text(rest.prefix(Self.limit - size))
      size += rest.count
      if !text.isEmpty { texts.append(text) }
    }
    if bytes.count > 3, bytes[3] == UInt8(ascii: "-") { return nil }
    let reply = Reply(
      code: code, detail: detail, text: ([String(code)] + texts).joined(separator: " "))
    self = ReplyReader()
    return reply
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

extension [UInt8] {
  fileprivate var trimmingLineEnd: [UInt8] {
    var copy = self
    while let last = copy.last, last == 10 || last == 13 { copy.removeLast() }
    return copy
  }
}
