import Domain
import Engine
import Letters
import Planning
import Queries
import State
package import Web

extension EngineWebBackend {
  package func deskPage(_ token: String) -> HostDeskPage? {
    guard let event = desk(token) else { return nil }
    let now = engine.environment.now()
    let composer = composer
    let (books, known) = engine.read { current in
      (NetworkView(current), text(of: event.id, current.programme.network.language, current))
    }
    guard let known else { return nil }
    let language = books.programme.network.language
    let rows = books.rsvps(event.id)
    let words = composer.dates(language)
    let zone = event.facts.zone
    return HostDeskPage(
      language: language, phase: Self.phase(event, now),
      event: known.gathering.content.event,
      counts: Self.counts(event, rows, books),
      guests: rows.map { guest($0, event, words, books, now: now) },
      steps: books.steps(of: event.id, now: now).map {
        HostDeskPage.Step(
          id: $0.step, when: $0.at.map { words.moment($0, in: zone, now: now) } ?? "",
          people: $0.people, sent: $0.sent, state: Self.state($0))
      },
      unreachable: Self.unreachable(event, books),
      mails: mails(event, books, words, language, now: now),
      curve: Self.curve(rows, books.state.events[event.id], books.state.people),
      note: note(event, books, language, now: now))
  }

  /// A message to all who have a seat; nil when there is nobody to write to.
  private func note(
    _ event: Event, _ books: NetworkView, _ language: String, now: Instant
  ) -> HostDeskPage.NoteDesk? {
    let composer = composer
    guard let record = books.state.events[event.id], now < event.ends, !event.facts.cancelled,
      composer.hasTemplate("note", kind: event.kind)
    else { return nil }
    let people = Decide.attending(record).count
    let notes = Decide.notes(record)
    if people == 0, notes.isEmpty { return nil }
    let words = composer.dates(language)
    let line = books.programme.templates.words[language]?["web.host.note_earlier"] ?? ""
    return HostDeskPage.NoteDesk(
      people: people,
      earlier: notes.map { note in
        line.replacing("{at}", with: words.moment(note.at, in: event.facts.zone, now: now))
          .replacing("{sent}", with: "\(note.sent)").replacing("{n}", with: "\(note.people)")
      },
      render: { composer.html(markdown: $0) })
  }

  private static func counts(
    _ event: Event, _ rows: [RSVPRow], _ books: NetworkView
  ) -> HostDeskPage.Counts {
    let audience = books.schedule(event.id)?.audience ?? PeopleSet()
    let answered = books.state.events[event.id]?.seats.standings ?? [:]
    return HostDeskPage.Counts(
      yes: rows.count { $0.answer == .yes && $0.seat != .waiting && $0.seat != .offered },
      no: rows.count { $0.answer == .no },
      maybe: rows.count { $0.answer == .maybe }, waiting: rows.count { $0.seat == .waiting },
      offered: rows.count { $0.seat == .offered },
      silent: audience.count { answered[$0] == nil },
      seated: books.state.events[event.id]?.seats.seatedCount ?? 0, capacity: event.capacity)
  }

  /// Those of the audience, and those with a seat, whose address is given up.
  private static func unreachable(
    _ event: Event, _ books: NetworkView
  ) -> [HostDeskPage.Unreachable] {
    let seats = books.state.events[event.id]?.seats.standings ?? [:]
    let concerned = Set(books.schedule(event.id)?.audience ?? PeopleSet([])).union(seats.keys)
    return books.unreachable.filter { concerned.contains($0.number) }.map { lost in
      HostDeskPage.Unreachable(
        name: lost.person.name, email: lost.person.email.text, why: lost.why)
    }
  }

  private func guest(
    _ row: RSVPRow, _ event: Event, _ words: Dates, _ books: NetworkView, now: Instant
  ) -> HostDeskPage.Guest {
    let language = books.programme.network.language
    let list = books.programme.templates.words[language] ?? [:]
    return HostDeskPage.Guest(
      name: row.name, organisation: row.organisation, email: row.email,
      answer: row.answer, seat: row.seat, position: row.position, guests: row.guests,
      answers: event.questions.compactMap { question in
        row.answers[question.id].map {
          .init(
            id: question.id, question: question.ask.text(language, fallback: language),
            answer: question.kind == .yesno ? list["web.form.\($0)"] ?? $0 : $0)
        }
      },
      at: words.moment(row.at, in: event.facts.zone, now: now), via: row.via,
      history: row.history.map { past in
        let when = words.moment(past.standing.at, in: event.facts.zone, now: now)
        return "\(when): \(words.answer(past.standing.choice, guests: past.standing.guests))"
      })
  }

  private static func state(_ line: StepLine) -> HostDeskPage.Step.State {
    if line.isHeld { return .held }
    return line.people > 0 ? .coming : .done
  }

  /// How many had a seat after each answer, guests included; answers changed since count too. Who
  /// was promoted from the waiting list counts from the moment they were told.
  private static func curve(
    _ rows: [RSVPRow], _ record: EventRecord?, _ people: NameIndex
  ) -> [HostDeskPage.CurvePoint] {
    var promoted: [String: Instant] = [:]
    for (key, owed) in record?.occurrences ?? [:] where owed.kind == .promoted {
      promoted[people.name(key.person)] = max(promoted[people.name(key.person)] ?? owed.at, owed.at)
    }
    var changes: [(at: Instant, by: Int)] = []
    for row in rows {
      var before = 0
      let earlier = row.history.map {
        ($0.standing.at, $0.standing.state.seat == .seated, $0.standing.guests)
      }
      let seatedAt = max(row.at, promoted[row.person] ?? row.at)
      for (at, isSeated, guests) in earlier + [(seatedAt, row.seat == .seated, row.guests)] {
        let after = isSeated ? 1 + guests : 0
        if after != before { changes.append((at, after - before)) }
        before = after
      }
    }
    var coming = 0
    return changes.sorted { $0.at < $1.at }.map { change in
      coming += change.by
      return HostDeskPage.CurvePoint(time: change.at.seconds, coming: coming)
    }
  }
}
