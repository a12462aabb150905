import MIME

/// The words by which mail programs introduce what they quote: Dutch, English, German, French,
/// Spanish, Italian, Portuguese, Danish, Norwegian, Swedish, Finnish and Polish.
enum QuoteWords {
  /// What a line begins with that says when somebody wrote: "On", "Op", a weekday, a number.
  static func isOpening(_ line: Bytes) -> Bool {
    guard let first = line.split(separator: .space).first else { return false }
    let word = Array(first).text.lowercased().prefix { $0 != "." && $0 != "," }
    return openings.contains(String(word)) || first.first?.isDigit == true && hasMoment(line)
  }

  static func hasVerb(_ text: Bytes) -> Bool { verbs.contains { text.contains($0) } }

  /// A time of day, a year, or an address.
  static func hasMoment(_ line: Bytes) -> Bool {
    if line.contains(UInt8(ascii: "@")) { return true }
    for index in line.indices.dropFirst().dropLast(2) {
      let byte = line[index]
      if byte == UInt8(ascii: ":") || byte == .dot, line[index - 1].isDigit,
        line[index + 1].isDigit, line[index + 2].isDigit
      {
        return true
      }
    }
    return line.split { !$0.isDigit }.contains { $0.count == 4 && $0.begins("20") }
  }

  static func isFromLabel(_ line: Bytes) -> Bool { label(line).map(senders.contains) ?? false }
  static func isOtherLabel(_ line: Bytes) -> Bool { label(line).map(others.contains) ?? false }

  /// What stands before the colon: `*Van:*`, `De :`.
  private static func label(_ line: Bytes) -> String? {
    guard let colon = line.prefix(40).firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let bare = line[..<colon].filter { $0 != UInt8(ascii: "*") }
    return Array(bare[...].trimmed).text.lowercased()
  }

  private static let openings: Set<String> = [
    "on", "op", "am", "le", "el", "il", "em", "den", "van", "from", "at", "in", "dnia", "w",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    "ma", "di", "wo", "do", "vr", "za", "zo", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    "mo", "mi", "fr", "sa", "so", "man", "tir", "tirs", "ons", "tor", "tors", "fre", "lør", "søn",
    "mån", "tis", "lör", "sön", "ti", "ke", "to", "pe", "la", "su", "pon", "wt", "śr", "czw", "pt",
    "sob", "niedz", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "måndag", "tisdag",
  ]
  private static let verbs = [
    "wrote", "schreef", "geschreven", "schrieb", "a écrit", "escribió", "escreveu", "ha scritto",
    "skrev", "kirjoitti", "napisał",
  ]
  private static let senders: Set<String> = [
    "from", "van", "von", "de", "da", "fra", "från", "lähettäjä", "od", "expéditeur",
  ]
  private static let others: Set<String> = [
    "sent", "to", "subject", "date", "cc", "verzonden", "aan", "onderwerp", "datum", "gesendet",
    "an", "betreff", "envoyé", "à", "objet", "enviado", "enviado el", "para", "asunto", "fecha",
    "inviato", "a", "oggetto", "data", "assunto", "sendt", "til", "emne", "dato", "skickat", "till",
    "ämne", "lähetetty", "vastaanottaja", "aihe", "päivämäärä", "wysłano", "wysłane", "do", "temat",
    "envoyé le", "kopie", "kopi", "kopia",
  ]
}
