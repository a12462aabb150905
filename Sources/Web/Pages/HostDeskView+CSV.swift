import Templating

extension HostDeskView {
  /// The list as CSV (RFC 4180), with a byte order mark so that spreadsheets read it as UTF-8, and
  /// the separator of theirs in the reader's language.
  func csv(_ phrases: PageWords) -> String {
    let separator = CSVText.separator(for: page.language)
    var questions: [(id: String, text: String)] = []
    for answer in page.guests.flatMap(\.answers)
    where !questions.contains(where: { $0.id == answer.id }) {
      questions.append((answer.id, answer.question))
    }
    var lines = [
      CSVText.row(
        [
          phrases(.deskName), phrases(.deskOrganisation), "E-mail", phrases(.deskAnswer),
          phrases(.deskGuests), phrases(.deskAt),
        ] + questions.map(\.text), separator: separator)
    ]
    for guest in page.guests {
      let answers = questions.map { question in
        guest.answers.first { $0.id == question.id }?.answer ?? ""
      }
      lines.append(
        CSVText.row(
          [
            guest.name, guest.organisation, guest.email, guest.standing(phrases),
            String(guest.guests), guest.at,
          ] + answers, separator: separator))
    }
    return "\u{FEFF}" + lines.joined()
  }
}
