import Domain

/// What stands beside a clear answer, and whether somebody should read it.
extension AnswerWords {
  /// The first line that is no greeting.
  static func opening(_ lines: [Bytes]) -> Bytes? { lines.first { !isGreeting($0) } }

  /// Whether lines of one's own say more than `choice`, courtesies, and who writes: "Ja, met mijn
  /// collega" does, "Ja, leuk! Tot dan" does not. Nil as choice: beside whatever answer.
  static func isMore(_ lines: [Bytes], than choice: Choice?) -> Bool {
    for (number, line) in lines.drop(while: { isGreeting($0) }).enumerated() {
      if number > 0, isName(line) { return false }
      for clause in afterGreeting(line).split(whereSeparator: { ".,!;:".utf8.contains($0) }) {
        if isClosing(clause) { return false }
        if clause.contains(UInt8(ascii: "?")) { return true }
        if !isCourtesy(words(clause).joined(separator: " "), choice) { return true }
      }
    }
    return false
  }

  private static func isCourtesy(_ phrase: String, _ choice: Choice?) -> Bool {
    phrase.isEmpty || courtesies.contains(phrase)
      || table.contains { (choice == nil || $0.0 == choice) && $0.1.contains(phrase) }
  }

  /// "Groet, Anna": what follows is a signature.
  private static func isClosing(_ line: Bytes) -> Bool {
    let phrase = words(line).joined(separator: " ")
    return closings.contains { phrase == $0 || phrase.hasPrefix($0 + " ") }
  }

  /// A line of a few words with capitals, as the first line of a signature.
  private static func isName(_ line: Bytes) -> Bool {
    let parts = line.split(separator: .space).filter { part in
      !particles.contains { part.equals($0) }
    }
    return (1...4).contains(parts.count)
      && parts.allSatisfy { part in
        part.first.map { $0 &- 0x41 < 26 || $0 >= 0x80 } ?? false
          && part.allSatisfy { $0.isLetter || $0 >= 0x80 || "-.'".utf8.contains($0) }
      }
  }

  private static let particles = ["de", "den", "der", "van", "het", "ten", "ter", "von"]
  private static let closings = [
    "groet", "groeten", "groetjes", "vriendelijke groet", "vriendelijke groeten",
    "met vriendelijke groet", "met vriendelijke groeten", "hartelijke groet",
    "hartelijke groeten", "met hartelijke groet", "mvg", "gr", "liefs", "regards",
    "kind regards", "best regards", "warm regards", "best wishes", "best", "cheers",
    "sincerely", "yours",
  ]
  private static let courtesies: Set<String> = [
    "leuk", "heel leuk", "erg leuk", "wat leuk", "lijkt me leuk", "fijn", "mooi", "prima", "top",
    "tot dan", "tot ziens", "tot snel", "dank", "dank je", "dankje", "dank je wel", "dankjewel",
    "dank u", "dank u wel", "bedankt", "hartelijk dank", "dank voor de uitnodiging",
    "bedankt voor de uitnodiging", "ik heb er zin in", "zin in", "heb er zin in",
    "veel plezier", "veel succes", "succes", "jammer", "helaas", "sorry", "volgende keer beter",
    "volgende keer graag", "thanks", "thank you", "many thanks", "thanks for the invitation",
    "thank you for the invitation", "see you", "see you there", "see you then",
    "looking forward to it", "great", "lovely", "have fun", "good luck", "too bad", "next time",
  ]
}
