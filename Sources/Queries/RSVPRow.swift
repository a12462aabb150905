package import Domain
package import JSONLines
package import State

/// One line of `convoke rsvps`.
package struct RSVPRow: Sendable {
  package var person: String
  package var email: String
  package var name: String
  package var organisation: String
  package var answer: Choice
  package var seat: Seat
  package var position: Int?
  package var guests: Int
  package var answers: [String: String]
  package var at: Instant
  package var via: String
  /// Answers that were changed since, oldest first.
  package var history: [PastAnswer] = []
  /// Why the address takes no mail; nil when it does.
  package var unreachable: String?

  package var json: JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("person", person)
    json.add("email", email)
    json.add("name", name)
    json.add("organisation", organisation)
    json.add("answer", answer.rawValue)
    json.add("seat", seat.rawValue)
    if let position { json.add("position", position) }
    json.add("guests", guests)
    json.add("answers", object: answers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    json.add("at", at.rfc3339)
    json.add("via", via)
    json.add("unreachable", ifPresent: unreachable)
    return json
  }
}

extension NetworkView {
  /// Everybody who answered: seats first, then offers, the waiting list in its order, maybe, no;
  /// within each by organisation and name.
  package func rsvps(_ event: String) -> [RSVPRow] {
    guard let record = state.events[event] else { return [] }
    let rows = record.seats.standings.map { number, standing in
      let someone = person(number)
      return RSVPRow(
        person: someone?.currentID ?? state.people.name(number), email: someone?.email.text ?? "",
        name: someone?.name ?? "", organisation: someone?.organisation ?? "",
        answer: standing.choice, seat: standing.state.seat,
        position: record.seats.position(of: number), guests: standing.guests,
        answers: record.words[number] ?? [:], at: standing.at, via: record.via[number] ?? "",
        history: record.history[number] ?? [], unreachable: state.suppressed[number])
    }
    return rows.sorted { Self.order($0) < Self.order($1) }
  }

  private static func order(_ row: RSVPRow) -> (Int, Int, String, String, String) {
    let group =
      switch (row.seat, row.answer) {
      case (.seated, _): 0
      case (.offered, _): 1
      case (.waiting, _): 2
      case (.none, .maybe): 3
      default: 4
      }
    return (group, row.position ?? 0, row.organisation, row.name, row.person)
  }
}
