import MIME

/// What a program writes for somebody who is away, told by its words where its header has no sign.
enum AwayNotice {
  /// Whether no person wrote it: beside that somebody is away it says what becomes of the mail, or
  /// that it is automatic. "I am on holiday until the 5th, ask Kees" is a person's own.
  static func isSure(_ lines: [Bytes]) -> Bool {
    let said = signs(lines[...])
    return said.count > 1 && (said.contains(1) || said.contains(4))
  }

  /// Whether it may be one, so that nothing in it is an answer. Somebody who begins with a plain
  /// "nee" answers, whatever the reason.
  static func isPossible(_ lines: [Bytes]) -> Bool {
    if signs(lines[...]).contains(where: { $0 > 0 }) { return true }
    let isPlain =
      lines.first.flatMap { AnswerWords.words($0.prefix(80)).first }
      .map { ["ja", "nee", "neen", "yes", "no", "nope", "sorry", "helaas"].contains($0) } ?? false
    return !isPlain && !signs(lines.dropFirst()).isEmpty
  }

  /// Which of the groups it has something of.
  private static func signs(_ lines: ArraySlice<Bytes>) -> [Int] {
    let words = FailureText(Array(lines.prefix(30).joined(separator: [.space]))[...]).words
    return groups.indices.filter { group in groups[group].contains { words.contains($0) } }
  }

  /// Each of them one thing that is said: that somebody is away, until when, that mail is not read,
  /// who helps meanwhile, that a machine writes this.
  private static let groups = [
    [
      "ik ben afwezig", "ben ik afwezig", "ik ben momenteel afwezig", "ik ben niet aanwezig",
      "momenteel niet aanwezig", "niet op kantoor", "niet bereikbaar", "ik ben met verlof",
      "ik ben met vakantie", "ik ben op vakantie", "ik geniet van", "tijdens mijn afwezigheid",
      "in mijn afwezigheid", "buiten kantoor", "out of the office", "out of office",
      "i am on leave", "i'm on leave", "annual leave", "i am currently away", "i'm currently away",
      "i am away", "i'm away", "on vacation", "on holiday", "in my absence", "during my absence",
      "parental leave", "ouderschapsverlof", "zwangerschapsverlof", "ziekteverlof",
    ],
    [
      "lees ik mijn mail", "lees ik mijn e-mail", "lees mijn mail", "mijn mail weer",
      "mail niet gelezen", "e-mail niet gelezen", "wordt niet gelezen", "worden niet gelezen",
      "beperkt toegang", "geen toegang tot mijn mail", "niet doorgestuurd", "limited access",
      "no access to my email", "no access to email", "not be reading", "will not be read",
      "not be forwarded", "not be monitored", "is not monitored", "not checking", "check my email",
      "check email", "checking email", "read my email", "read my mail", "respond to your email",
      "reply to your email", "beantwoord ik je", "beantwoord ik uw", "reageer ik op je",
      "reageer ik op uw", "zo snel mogelijk beantwoord", "zodra ik terug", "when i return",
      "upon my return", "on my return", "when i am back", "when i'm back", "as soon as i return",
    ],
    [
      "ben ik weer", "ben weer bereikbaar", "weer aanwezig", "weer bereikbaar", "weer op kantoor",
      "weer terug", "tot en met", "back in the office", "back on", "be back", "returning on",
      "i return on", "i will return", "until further notice", "tot nader order",
    ],
    [
      "bij spoed", "in dringende gevallen", "voor dringende zaken", "voor spoed", "voor urgente",
      "kan het niet wachten", "neem dan contact op met", "neem contact op met mijn",
      "neemt u contact op", "kun je terecht bij", "kunt u terecht bij", "wend je tot",
      "wendt u zich tot", "for urgent", "if it is urgent", "if urgent", "in urgent cases",
      "urgent matters", "please contact my", "contact my colleague", "in case of emergency",
    ],
    [
      "automatisch antwoord", "automatisch bericht", "automatisch gegenereerd",
      "automatically generated", "automatic reply", "automated reply", "automated response",
      "auto-reply", "autoreply",
    ],
  ]
}
