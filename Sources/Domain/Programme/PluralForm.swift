/// The form a language gives to what is counted: the cardinal plural rules of Unicode CLDR 45 for
/// whole numbers below a million, of the languages of Europe and some of its neighbours.
package enum PluralForm: String, Sendable, CaseIterable {
  case zero, one, two, few, many, other

  /// `language` is a code of two or three letters. One that is not known here has a form for one
  /// and a form for all else.
  package init(_ count: Int, language: String) {
    let n = abs(count)
    let (ten, hundred) = (n % 10, n % 100)
    let isTeen = (11...19).contains(hundred)
    switch language {
    case "id", "ja", "ko", "ms", "th", "vi", "zh": self = .other
    case "fr", "hy", "pt": self = n < 2 ? .one : .other
    case "is", "mk": self = ten == 1 && hundred != 11 ? .one : .other
    case "cs", "sk": self = n == 1 ? .one : (2...4).contains(n) ? .few : .other
    case "pl": self = n == 1 ? .one : Self.slavic(ten, hundred) == .few ? .few : .many
    case "be", "ru", "uk": self = Self.slavic(ten, hundred) ?? .many
    case "bs", "hr", "sr": self = Self.slavic(ten, hundred) ?? .other
    case "sl": self = [1: .one, 2: .two, 3: .few, 4: .few][hundred] ?? .other
    case "lt":
      self = isTeen || ten == 0 ? .other : ten == 1 ? .one : .few
    case "lv": self = isTeen || ten == 0 ? .zero : ten == 1 ? .one : .other
    case "ro": self = n == 1 ? .one : n == 0 || (1...19).contains(hundred) ? .few : .other
    case "cy": self = [0: .zero, 1: .one, 2: .two, 3: .few, 6: .many][n] ?? .other
    case "ga":
      self =
        n == 1
        ? .one : n == 2 ? .two : (3...6).contains(n) ? .few : (7...10).contains(n) ? .many : .other
    case "gd":
      self =
        n == 1 || n == 11
        ? .one : n == 2 || n == 12 ? .two : (3...19).contains(n) ? .few : .other
    case "mt":
      self =
        n == 1
        ? .one
        : n == 2
          ? .two : n == 0 || (3...10).contains(hundred) ? .few : isTeen ? .many : .other
    case "ar":
      self =
        n < 3
        ? [.zero, .one, .two][n]
        : (3...10).contains(hundred) ? .few : (11...99).contains(hundred) ? .many : .other
    case "he": self = n == 1 ? .one : n == 2 ? .two : .other
    default: self = n == 1 ? .one : .other
    }
  }

  /// Every form that some number has in `language`, in the order of the cases.
  package static func all(in language: String) -> [PluralForm] {
    let found = Set((0...120).map { PluralForm($0, language: language) })
    return allCases.filter(found.contains)
  }

  private static func slavic(_ ten: Int, _ hundred: Int) -> PluralForm? {
    if ten == 1, hundred != 11 { return .one }
    return (2...4).contains(ten) && !(12...14).contains(hundred) ? .few : nil
  }
}
