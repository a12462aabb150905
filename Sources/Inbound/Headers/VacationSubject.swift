import MIME

/// Subjects that programs write when their person is away: Dutch, English, German, French, and the
/// nearest others.
enum VacationSubject {
  /// The beginning by which it is one.
  static func match(_ subject: String) -> String? {
    let bytes = Array(subject.utf8)
    return beginnings.first { bytes.begins($0) }
  }

  private static let beginnings = [
    "automatic reply", "automatic response", "auto reply", "auto-reply", "autoreply", "auto:",
    "auto response", "auto-response", "autoresponse", "autoresponder", "automated reply",
    "automated response", "[auto-reply]", "[auto reply]", "out of office", "out-of-office",
    "out of the office", "away from", "i am away", "i'm away", "away until", "vacation",
    "on vacation",
    "on holiday", "on leave", "holiday notice", "absent:", "absence:",
    "automatisch antwoord", "automatische beantwoording", "automatisch bericht", "autoantwoord",
    "afwezigheid", "afwezig", "ik ben afwezig", "tijdelijk afwezig", "niet aanwezig",
    "buiten kantoor", "met vakantie", "op vakantie", "met verlof", "vakantie",
    "automatische antwort", "automatische rückantwort", "abwesenheit", "abwesend",
    "nicht im büro", "im urlaub", "réponse automatique", "reponse automatique", "absence du bureau",
    "message d'absence", "absent du bureau", "je suis absent", "en congé", "respuesta automática",
    "respuesta automatica", "fuera de la oficina", "risposta automatica", "fuori ufficio",
    "resposta automática", "resposta automatica", "autosvar", "automatiskt svar",
  ]
}
