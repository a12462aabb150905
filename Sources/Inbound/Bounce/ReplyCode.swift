import MIME

/// A word that is a reply code, an enhanced status code, or both: `550`, `550-5.1.1`, `5.1.1`,
/// `(#5.1.1)`.
struct ReplyCode {
  var reply: Int?
  var status: String?

  /// nil when it is another word.
  init?(_ token: Bytes) {
    guard token.count <= 20 else { return nil }
    var digits = token
    while let first = digits.first, "(#[<'\":".utf8.contains(first) { digits.removeFirst() }
    while let last = digits.last, ")].:;,>'\"-".utf8.contains(last) { digits.removeLast() }
    guard let first = digits.first, (0x32...0x35).contains(first) else { return nil }
    let start = digits.startIndex
    if digits.count >= 3, digits[start + 1].isDigit, digits[start + 2].isDigit {
      reply = Int(digits.prefix(3).text)
      let rest = digits.dropFirst(3)
      if rest.isEmpty { return }
      guard let separator = rest.first, "- #'".utf8.contains(separator) else { return nil }
      digits = rest.drop { "-#'".utf8.contains($0) }
    }
    guard let status = Self.status(digits) else { return nil }
    self.status = status
  }

  /// `CLASS.SUBJECT.DETAIL` and nothing else.
  static func status(_ bytes: Bytes) -> String? {
    let numbers = bytes.split(separator: .dot, omittingEmptySubsequences: false)
    guard numbers.count == 3, numbers[0].count == 1, let first = numbers[0].first,
      (0x32...0x35).contains(first), first != 0x33
    else { return nil }
    for number in numbers[1...]
    where !(1...3).contains(number.count) || !number.allSatisfy(\.isDigit) {
      return nil
    }
    return bytes.text
  }
}
