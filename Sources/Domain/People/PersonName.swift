/// What a stranger may type as a name, since it ends up in a mail that the network signs: a name,
/// and nothing that reads as an advertisement or that a mail program turns into a link.
package enum PersonName {
  /// Characters, words, and digits in a row.
  private static let mostCharacters = 60
  private static let mostWords = 8
  private static let mostDigits = 2

  package static func isName(_ text: String) -> Bool {
    let words = text.split(whereSeparator: \.isWhitespace)
    return text.count <= mostCharacters && words.count <= mostWords
      && text.unicodeScalars.contains(where: \.properties.isAlphabetic)
      && text.unicodeScalars.allSatisfy(isOfNames) && !hasNumber(text)
      && !words.contains(where: isAddress)
  }

  /// Letters of any script with their marks, digits, and the signs that names are written with; so
  /// no `@`, `/` or `:`, and no line end.
  private static func isOfNames(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "\u{A0}", ".", ",", "-", "'", "(", ")", "&", "\u{B7}", "\u{2010}", "\u{2011}",
      "\u{2018}", "\u{2019}", "\u{30FB}":
      return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber:
      return true
    default: return false
    }
  }

  private static func hasNumber(_ text: String) -> Bool {
    var digits = 0
    for scalar in text.unicodeScalars {
      digits = scalar.properties.generalCategory == .decimalNumber ? digits + 1 : 0
      if digits > mostDigits { return true }
    }
    return false
  }

  /// `mvo.example` is an address of the web; `J.P.` and `B.V.` are not, nor is `A.Jansen`.
  private static func isAddress(_ word: Substring) -> Bool {
    let dotted = word.split(separator: ".", omittingEmptySubsequences: false)
    for (before, after) in zip(dotted, dotted.dropFirst()) where !before.isEmpty {
      let end = after.prefix { $0.isLetter }
      guard end.count >= 2 else { continue }
      let isInitial = before.count == 1 && end.first?.isUppercase == true
      let isSurname = end.dropFirst().allSatisfy(\.isLowercase)
      if !(isInitial && isSurname && end.count > 3) { return true }
    }
    return false
  }
}
