import Domain

/// How somebody would be greeted who is called so in an address book: by the first name, and by
/// none where it cannot be told, or where a person would not be greeted so.
enum GreetingName {
  static let longest = 40

  static func of(_ name: String) -> String {
    let (plain, calledSo) = withoutBrackets(name)
    guard !isNoName(plain) else { return "" }
    var words = inOrder(plain).split(separator: " ").map(String.init)
    if words.contains(where: { joining.contains(key($0)) || functions.contains(key($0)) }) {
      return ""
    }
    var isAddressed = false
    while let first = words.first, titles.contains(key(first)) || isOf(words) {
      words.removeFirst()
      isAddressed = true
    }
    guard let first = words.first else { return "" }
    if isInitials(first, among: words) { return calledSo.map { firstName([$0, ""]) } ?? "" }
    // "Dr. Bakker" and "van Dijk" are family names.
    if isAddressed && words.count == 1 || words.count > 1 && particles.contains(key(first)) {
      return ""
    }
    return firstName(words)
  }

  /// `de heer`, which is a title in two words.
  private static func isOf(_ words: [String]) -> Bool {
    words.count > 1 && key(words[0]) == "de" && key(words[1]) == "heer"
  }

  private static func firstName(_ words: [String]) -> String {
    let word = words[0]
    guard word.count <= longest, word.contains(where: \.isLetter),
      word.unicodeScalars.allSatisfy({ isPart($0) })
    else { return "" }
    let isLoud = word.count > 1 && word == word.uppercased() && word != word.lowercased()
    let isQuiet = word == word.lowercased() && word != word.uppercased()
    return isLoud || isQuiet ? capitalized(word) : word
  }

  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
      || scalar.properties.generalCategory == .spacingMark
      || "-'’\u{200C}\u{200D}‑".unicodeScalars
        .contains(scalar)
  }

  private static func capitalized(_ word: String) -> String {
    var isFirst = true
    var result = ""
    for character in word {
      result += isFirst ? character.uppercased() : character.lowercased()
      isFirst = character == "-"
    }
    return result
  }

  /// `P. (Piet) Bakker` is called Piet.
  private static func withoutBrackets(_ name: String) -> (plain: String, calledSo: String?) {
    guard let open = name.firstIndex(of: "("), let close = name[open...].firstIndex(of: ")") else {
      return (name, nil)
    }
    let inside = name[name.index(after: open)..<close].split(separator: " ")
    return (
      name[..<open] + " " + name[name.index(after: close)...],
      inside.count == 1 ? inside.first.map(String.init) : nil
    )
  }

  /// `Jansen, Anna` is Anna Jansen, and `Anna Jansen, MBA` is as well.
  private static func inOrder(_ name: String) -> String {
    let parts = name.split(separator: ",").map { $0.split(separator: " ") }.filter { !$0.isEmpty }
    guard parts.count > 1 else { return parts.first?.joined(separator: " ") ?? "" }
    let rest = parts.dropFirst().filter { part in
      !part.allSatisfy { isDegree(String($0)) }
    }
    // "Jansen, Anna", and "Berg, Anna van den"; more commas are a list.
    guard rest.count == 1, parts[0].count < 4 else {
      return rest.isEmpty ? parts[0].joined(separator: " ") : ""
    }
    return (rest[rest.startIndex] + parts[0]).joined(separator: " ")
  }

  private static func isDegree(_ word: String) -> Bool {
    degrees.contains(key(word)) || titles.contains(key(word))
  }

  private static func isNoName(_ name: String) -> Bool {
    let lower = name.lowercased()
    return !name.contains(where: \.isLetter)
      || name.contains { $0.isNumber || "@/&+;:|\\<>=".contains($0) } || lower.contains("www.")
      || nobody.contains(key(name))
  }

  /// `P.`, `P.J.`, `J.-P.`, `P`, and `JP` before a name that is not in capitals.
  private static func isInitials(_ word: String, among words: [String]) -> Bool {
    if word.contains(".") {
      return word.split { $0 == "." || $0 == "-" }.allSatisfy { $0.count <= 2 }
    }
    // A letter of a script without capitals may well be a name.
    if word.count == 1 { return word.lowercased() != word.uppercased() }
    let isLoud = word == word.uppercased() && word != word.lowercased()
    return isLoud && word.count <= 3 && words.dropFirst().contains { $0 != $0.uppercased() }
  }

  /// In small letters, and without full stops and spaces.
  private static func key(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      // Properties of characters are dear, and a letter has its name looked at several times.
      return String(
        decoding: text.utf8.lazy.filter { $0 != 0x2E && $0 != 0x20 && $0 != 0x2C }
          .map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
    return text.lowercased().filter { $0 != "." && $0 != " " && $0 != "," }
  }

  private static let titles: Set<String> = [
    "dhr", "heer", "hr", "mevr", "mevrouw", "mw", "mej", "fam", "familie", "mr", "mrs", "ms",
    "miss",
    "sir", "madam", "drs", "dr", "ir", "ing", "prof", "herr", "frau", "dipl-ing", "m", "mme",
    "mlle",
    "monsieur", "madame", "ds", "lic", "mag",
  ]
  private static let degrees: Set<String> = [
    "mba", "msc", "bsc", "ma", "ba", "phd", "llm", "jr", "sr", "ra", "rc", "emba", "mim", "mph",
    "rb",
    "aa", "md", "bba", "ii", "iii",
  ]
  private static let particles: Set<String> = [
    "van", "de", "den", "der", "ter", "ten", "het", "'t", "’t", "von", "vd",
  ]
  private static let nobody: Set<String> = [
    "nvt", "na", "onbekend", "unknown", "geen", "none", "null", "nil", "leeg", "naam", "name",
    "test",
    "nb", "tba", "tbd", "vacant", "vacature", "anoniem", "anonymous", "niet van toepassing",
    "nietvantoepassing", "notapplicable",
  ]
  private static let joining: Set<String> = ["en", "and", "und", "et", "&", "+"]
  /// What stands in the name of a company, a department or a mailbox.
  private static let functions: Set<String> = [
    "team", "afdeling", "afd", "dept", "department", "inkoop", "purchasing", "procurement",
    "verkoop",
    "sales", "info", "administratie", "administration", "secretariaat", "secretary", "receptie",
    "reception", "bv", "nv", "vof", "cv", "gmbh", "ltd", "limited", "inc", "llc", "plc",
    "stichting",
    "vereniging", "gemeente", "provincie", "ministerie", "redactie", "directie", "bestuur", "board",
    "office", "support", "helpdesk", "servicedesk", "hr", "hrm", "finance", "marketing",
    "communicatie", "communications", "contact", "algemeen", "facilitair", "klantenservice",
    "crediteuren", "debiteuren", "universiteit", "hogeschool", "holding", "company", "foundation",
    "association", "groep", "group", "coöperatie", "bedrijfsbureau", "kantoor", "postkamer", "post",
    "mvo", "csr", "duurzaamheid", "sustainability",
  ]
}
