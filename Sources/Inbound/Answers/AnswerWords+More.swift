import Domain
import MIME

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

  /// Whether the rest of the line that answers is courtesies, or the answer once more.
  static func isCourteous(_ rest: Bytes, _ choice: Choice) -> Bool {
    for clause in rest.split(whereSeparator: { ".,!;:".utf8.contains($0) }) {
      if isClosing(clause) { return true }
      if !isCourtesy(words(clause).joined(separator: " "), choice) { return false }
    }
    return true
  }

  private static func isCourtesy(_ phrase: String, _ choice: Choice?) -> Bool {
    phrase.isEmpty || courtesies.contains(phrase) || isUntil(phrase)
      || (choice == .no && reasons.contains(phrase))
      || table.contains { (choice == nil || $0.0 == choice) && $0.1.contains(phrase) }
  }

  /// "Tot donderdag", "see you on 17 June": until then, and nothing else.
  private static func isUntil(_ phrase: String) -> Bool {
    let words = phrase.split(separator: " ")
    let rest: ArraySlice<Substring>
    if words.first == "tot" {
      rest = words.dropFirst()
    } else if words.starts(with: ["see", "you"]) {
      rest = words.dropFirst(2)
    } else {
      return false
    }
    return (1...4).contains(rest.count)
      && rest.allSatisfy { days.contains(String($0)) || isDayNumber($0) }
  }

  /// `17`, `17e`, `17th`.
  private static func isDayNumber(_ word: Substring) -> Bool {
    let digits = word.prefix { $0.isNumber }
    return (1...2).contains(digits.count)
      && ["", "e", "de", "ste", "st", "nd", "rd", "th"].contains(
        String(word.dropFirst(digits.count)))
  }

  private static let days: Set<String> = [
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "januari", "februari",
    "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december", "january", "february", "march", "may", "june", "july", "august", "october", "de",
    "on", "the", "volgende", "next", "week", "morgen", "tomorrow", "gauw", "soon", "dan", "then",
    "there", "daar",
  ]
  /// Why somebody cannot come: it can turn no answer around, unlike "geen probleem".
  private static let reasons: Set<String> = [
    "ik ben verhinderd", "ik ben dan verhinderd", "ik heb al een afspraak",
    "ik heb een andere afspraak", "ik heb dan al een afspraak", "ik ben op vakantie",
    "ik ben dan op vakantie", "ik ben met vakantie", "ik moet werken", "ik moet dan werken",
    "ik heb andere verplichtingen", "dan ben ik op vakantie", "i have another appointment",
    "i have another commitment", "i have to work", "i am away", "i'm away", "i will be away",
    "i'm on holiday", "i am on holiday", "een andere keer", "een andere keer graag",
    "graag een andere keer", "another time", "maybe another time", "some other time",
    "een volgende keer", "een volgende keer graag",
  ]

  /// "Groet, Anna": what follows is a signature.
  static func isClosing(_ line: Bytes) -> Bool {
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
    "ik kijk ernaar uit", "ik kijk er naar uit", "kijk ernaar uit", "met plezier", "gezellig",
    "lijkt me heel leuk", "lijkt me gezellig", "klinkt goed", "super", "geweldig", "uitstekend",
    "goed idee", "wat een mooi programma", "hartelijk bedankt", "heel erg bedankt",
    "bedankt voor de moeite", "dank voor de moeite", "dank voor je bericht", "alvast bedankt",
    "alvast dank", "thanks a lot", "thanks so much", "thank you so much", "thanks for inviting me",
    "thank you for inviting me", "sounds good", "sounds great", "wonderful", "with pleasure",
    "can't wait", "i look forward to it", "i'm looking forward to it", "much appreciated",
    "my apologies", "apologies", "mijn excuses", "excuses", "wat jammer", "heel jammer", "hoor",
    "spijtig", "what a pity", "a pity", "enjoy", "enjoy the day", "please", "aub", "alsjeblieft",
  ]
}
