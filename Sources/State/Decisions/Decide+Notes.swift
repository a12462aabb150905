package import Domain

/// Why a host's note was not taken. Nothing was recorded.
package enum NoteRefusal: Error, Sendable, Hashable {
  /// The event is over or cancelled, or nobody has a seat.
  case nobody
  /// Without a word, or longer than `Decide.longestNote`.
  case text
  /// `Decide.mostNotes` went in the last day.
  case often
}

extension Decide {
  /// Characters of a note.
  package static let longestNote = 4000
  /// Notes about one event in any 24 hours.
  package static let mostNotes = 3

  /// A host's words, owed to everybody who has a seat now. The same words within a day are the same
  /// note: a button that was pressed twice owes nothing more.
  package static func note(
    _ text: String, to event: Event, _ record: EventRecord, now: Instant
  ) -> Result<[Entry], NoteRefusal> {
    guard text.contains(where: { !$0.isWhitespace }), text.count <= longestNote else {
      return .failure(.text)
    }
    let guests = attending(record)
    guard !event.isNewsletter, !event.facts.cancelled, now < event.ends, !guests.isEmpty else {
      return .failure(.nobody)
    }
    let recent = notes(record).filter { now < $0.at.adding(seconds: 86_400) }
    if recent.contains(where: { $0.text == text }) { return .success([]) }
    if recent.count >= mostNotes { return .failure(.often) }
    return .success([.notified(event: event.id, Notice(.note, text: text), people: guests)])
  }

  /// Who has a seat, by number.
  package static func attending(_ record: EventRecord) -> [Int32] {
    record.seats.standings.filter { $0.value.state.seat == .seated }.keys.sorted()
  }

  /// The notes there were, oldest first: when each first left, and to how many it went and goes.
  package static func notes(
    _ record: EventRecord
  ) -> [(text: String, at: Instant, people: Int, sent: Int)] {
    var notes: [String: (at: Instant, people: Int, sent: Int)] = [:]
    for delivery in record.occurrences.values {
      guard let notice = delivery.notice, notice.kind == .note else { continue }
      let old = notes[notice.text] ?? (delivery.at, 0, 0)
      notes[notice.text] = (
        min(old.at, delivery.at), old.people + 1, old.sent + (delivery.state == .sent ? 1 : 0)
      )
    }
    return notes.map { ($0.key, $0.value.at, $0.value.people, $0.value.sent) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
  }
}
