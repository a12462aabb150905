import Domain
import MIME

/// The words of a clear answer, Dutch and English. Whatever is not surely one is for the host to
/// read.
enum AnswerWords {
  /// What the first own line says; nil when it hedges, asks, or when a later line says something
  /// else.
  static func choice(_ lines: [Bytes]) -> Choice? {
    let own = sentences(lines.drop { isGreeting($0) })
    guard let first = own.first, let choice = choice(of: first), !AwayNotice.isPossible(own) else {
      return nil
    }
    for line in own.dropFirst().prefix(20) {
      if let other = self.choice(of: line), other != choice { return nil }
      if contradicts(words(line.prefix(400)), choice) { return nil }
    }
    return choice
  }

  /// The lines, the first with those that go on with its sentence: behind a comma, or in small
  /// letters where nothing ends it. What such a line says may turn the answer around.
  private static func sentences(_ lines: ArraySlice<Bytes>) -> [Bytes] {
    guard var first = lines.first else { return [] }
    var rest = lines.dropFirst()
    while let next = rest.first, first.count <= 160, let last = first.last {
      let isOpen = last == UInt8(ascii: ",") || last == UInt8(ascii: ";")
      let isEnded = ".!?:".utf8.contains(last) || last >= 0x80
      let isSmall = next.first.map { $0 &- 0x61 < 26 } ?? false
      guard isOpen && !isClosing(next) || !isEnded && isSmall else { break }
      first = first + [.space] + next
      rest = rest.dropFirst()
    }
    return [first] + rest
  }

  /// "stop", "unsubscribe", and nothing else.
  static func isUnsubscribe(_ line: Bytes) -> Bool {
    unsubscribing.contains(words(afterGreeting(line).prefix(80)).joined(separator: " "))
  }

  private static func choice(of line: Bytes) -> Choice? {
    let line = afterGreeting(line)
    guard line.count <= 160, !line.contains(UInt8(ascii: "?")) else { return nil }
    let whole = words(line)
    // "Ja, ik kom": the first clause; "Sorry, I can't": the first two.
    let ends = line.indices.filter { ".,!;:".utf8.contains(line[$0]) }.prefix(2) + [line.endIndex]
    for end in ends {
      let opening = words(line[..<end])
      let phrase = opening.joined(separator: " ")
      guard let choice = table.first(where: { $0.1.contains(phrase) })?.0 else { continue }
      if contradicts(Array(whole.dropFirst(opening.count)), choice) { return nil }
      // "Ja, ik moet die dag werken": what is no courtesy may be anything.
      return isCourteous(line[end...], choice) ? choice : nil
    }
    return nil
  }

  /// Lower-case words; what is no letter, digit or apostrophe parts them.
  static func words(_ line: Bytes) -> [String] {
    line.split { !($0.isAlphanumeric || $0 >= 0x80 || $0 == UInt8(ascii: "'")) }
      .map { Array($0).text.lowercased().replacing("’", with: "'") }
      .filter { word in
        word.unicodeScalars.contains { $0.properties.isAlphabetic || $0.value < 0x80 }
      }
  }

  /// A greeting and nothing else.
  static func isGreeting(_ line: Bytes) -> Bool { !line.isEmpty && afterGreeting(line).isEmpty }

  /// "Hoi Sanne, ja" without its first words; a line of no greeting as it is.
  static func afterGreeting(_ line: Bytes) -> Bytes {
    let end = line.firstIndex { ".,!;:".utf8.contains($0) }
    let opening = words(line[..<(end ?? line.endIndex)].prefix(160))
    guard let first = opening.first, greetings.contains(first),
      opening.count <= (end == nil ? 3 : 5), !opening.contains(where: isSaying)
    else { return line }
    guard let end else { return line[line.endIndex...] }
    return line[end...].drop { !($0.isAlphanumeric || $0 >= 0x80) }
  }

  /// Whether a word may be of an answer.
  private static func isSaying(_ word: String) -> Bool {
    hedges.contains(word) || negations.contains(word) || affirmations.contains(word)
  }

  private static func contradicts(_ words: [String], _ choice: Choice) -> Bool {
    let against: Set<String> =
      switch choice {
      case .yes: hedges.union(negations)
      case .no: hedges.union(affirmations)
      case .maybe: negations.union(affirmations)
      }
    return words.contains { against.contains($0) }
  }

  private static let greetings: Set<String> = [
    "beste", "hoi", "hallo", "hi", "hello", "dear", "dag", "goedemorgen", "goedemiddag",
    "goedenavond",
    "hey", "geachte", "ha", "lieve", "morning",
  ]
  private static let hedges: Set<String> = [
    "maar", "but", "tenzij", "unless", "mits", "if", "indien", "misschien", "maybe", "perhaps",
    "wellicht", "mogelijk", "voorbehoud", "however", "echter", "although", "hoewel",
  ]
  private static let negations: Set<String> = [
    "niet", "not", "nee", "no", "geen", "helaas", "unfortunately", "can't", "cannot", "cant",
    "won't",
    "wont", "don't", "verhinderd", "afgemeld", "afmelden", "afzeggen", "decline", "unable",
  ]
  private static let affirmations: Set<String> = [
    "ja", "yes", "wel", "toch", "kom", "erbij", "aanwezig", "coming", "attend", "accept", "graag",
    "count",
  ]

  static let table: [(Choice, Set<String>)] = [
    (
      .yes,
      [
        "ja", "yes", "jazeker", "jawel", "zeker", "ja zeker", "ja graag", "graag", "heel graag",
        "ja hoor",
        "ja leuk", "ja ik kom", "ja ik kom graag", "ik kom", "ik kom graag", "ik kom zeker",
        "wij komen",
        "ja ik ben erbij", "ik ben erbij", "ben erbij", "ik ben er bij", "ja ik ben er bij",
        "ik doe mee",
        "ja ik doe mee", "doe mee", "ik ben aanwezig", "ik zal er zijn", "ik zal aanwezig zijn",
        "ik ben er",
        "ik neem deel", "ik meld me aan", "ik meld mij aan", "aanmelden", "schrijf mij in",
        "tot dan",
        "yes please", "yes i will", "yes i'm coming", "yes i am coming", "yes i'll be there",
        "yes i will be there", "yes i will attend", "yes i can make it", "yep", "yes gladly",
        "sure",
        "count me in", "i'll be there", "i will be there", "i'll come", "i will come",
        "i will attend",
        "i'll attend", "i'm coming", "i am coming", "i'm in", "i accept", "i'd love to",
        "i would love to",
        "happy to join", "gladly", "see you there", "i can make it", "i will join", "i'll join",
      ]
    ),
    (
      .no,
      [
        "nee", "no", "nope", "neen", "nee helaas", "helaas niet", "nee dank je", "nee dankje",
        "nee bedankt",
        "nee dank u", "nee sorry", "nee ik kom niet", "ik kom niet", "ik kom helaas niet",
        "ik kan niet",
        "ik kan helaas niet", "helaas kan ik niet", "helaas ben ik verhinderd", "ik ben verhinderd",
        "ik ben helaas verhinderd", "verhinderd", "helaas verhinderd", "nee ik kan niet",
        "nee ik kan helaas niet", "nee helaas niet", "ik ben er niet bij",
        "ik ben er helaas niet bij",
        "ik ben er niet", "ik ben niet aanwezig", "ik doe niet mee", "ik zal er niet zijn",
        "ik kan er niet bij zijn", "ik kan er helaas niet bij zijn",
        "helaas kan ik er niet bij zijn",
        "helaas kan ik niet komen", "ik kan niet komen", "ik kan helaas niet komen",
        "dit keer niet",
        "deze keer niet", "ik meld me af", "ik meld mij af", "ik zeg af", "ik moet afzeggen",
        "ik moet helaas afzeggen", "no thanks", "no thank you", "no sorry", "sorry no", "i can't",
        "i can't make it", "i cannot make it", "i can't come", "i cannot come", "i cannot attend",
        "i can't attend", "i am unable to attend", "i'm unable to attend", "i won't be there",
        "i will not be there", "i will not attend", "i won't attend", "unfortunately i can't",
        "unfortunately i can't make it", "unfortunately i cannot attend", "unfortunately not",
        "sorry i can't make it", "sorry i can't", "no i can't", "no i can't make it", "i decline",
        "not this time", "i'm afraid i can't make it",
      ]
    ),
    (
      .maybe,
      [
        "misschien", "maybe", "perhaps", "wellicht", "mogelijk", "onder voorbehoud",
        "misschien wel",
        "ik weet het nog niet", "weet ik nog niet", "weet het nog niet", "nog niet zeker",
        "ik weet het nog niet zeker", "dat weet ik nog niet", "not sure", "not sure yet",
        "i'm not sure",
        "i'm not sure yet", "i am not sure yet", "i don't know yet", "don't know yet", "possibly",
      ]
    ),
  ]

  private static let unsubscribing: Set<String> = [
    "stop", "please stop", "stop please", "stop aub", "unsubscribe", "unsubscribe me",
    "please unsubscribe", "please unsubscribe me",
    "remove",
    "remove me", "please remove me", "uitschrijven", "uitschrijven aub", "schrijf mij uit",
    "schrijf me uit",
    "graag uitschrijven", "afmelden nieuwsbrief", "nieuwsbrief afmelden",
    "uitschrijven nieuwsbrief",
    "haal mij van de lijst", "meld mij af voor deze mails", "geen mail meer", "geen mails meer",
    "stop met mailen", "opt out", "optout",
  ]
}
