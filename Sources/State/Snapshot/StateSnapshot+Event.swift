import Domain

extension StateSnapshot {
  func event(_ id: String) -> Page {
    guard let record = state.events[id] else { return .pages([]) }
    return .pages([
      { .entries(facts(id, record)) }, { .entries(rounds(id, record)) }, { seats(id, record) },
      { colleagues(id, record) },
      { ledgers(id, record) },
      { mailed(id, record) }, { occurrences(id, record) }, { counts(id, record) },
    ])
  }

  private func facts(_ id: String, _ record: EventRecord) -> [TimedEntry] {
    var told: [TimedEntry] = []
    if let former = record.former {
      told.append((.eventAccepted(event: id, facts: former), record.acceptedAt))
    }
    if let facts = record.facts {
      told.append(
        record.former == nil && record.sequence == 0
          ? (.eventAccepted(event: id, facts: facts), record.acceptedAt)
          : (.eventRevised(event: id, sequence: record.sequence, facts: facts), at))
    } else {
      // Something is known of an event that never was in force.
      told.append((.eventChanged(event: id, facts: nil), at))
    }
    if let pending = record.pending {
      told.append((.eventChanged(event: id, facts: pending), record.pendingSince))
    }
    if record.calledOff { told.append((.calledOff(event: id), at)) }
    if record.deskGeneration > 0 {
      told.append((.deskRevoked(event: id, generation: record.deskGeneration), at))
    }
    if record.dropped { told.append((.eventDropped(event: id), at)) }
    return told
  }

  /// Which revision made which steps due once more; told before their ledgers.
  private func rounds(_ id: String, _ record: EventRecord) -> [TimedEntry] {
    let renewed = record.steps.filter { $0.value.renewed > 0 }
    return Dictionary(grouping: renewed.keys.sorted()) { record.renewed($0) }
      .sorted { $0.key < $1.key }
      .map { (.dueAgain(event: id, sequence: $0.key, steps: $0.value), at) }
  }

  private func seats(_ id: String, _ record: EventRecord) -> Page {
    let people = Set(record.seats.standings.keys).union(record.via.keys).sorted()
    return paged(people) { page in
      page.flatMap { person in
        earlier(of: person, id, record) + [(seat(of: person, id, record), at)]
      }
    }
  }

  /// Answers that were changed, told before the one that holds: each leaves the next in its place.
  private func earlier(of person: Int32, _ id: String, _ record: EventRecord) -> [TimedEntry] {
    (record.history[person] ?? []).map { past in
      let fact = SeatFact(cause: .answered, person: person, standing: past.standing)
      return past.via.isEmpty
        ? (.seat(event: id, fact: fact), at)
        : (.answered(event: id, fact: fact, words: [:], via: past.via), at)
    }
  }

  private func colleagues(_ id: String, _ record: EventRecord) -> Page {
    paged(record.colleagues.sorted { $0.key < $1.key }) { page in
      page.map { person, colleague in
        (
          .colleagueAsked(
            event: id, person: person,
            profile: state.strangers.contains(person) ? state.former[person] : nil,
            by: colleague.by),
          colleague.at
        )
      }
    }
  }

  private func seat(of person: Int32, _ id: String, _ record: EventRecord) -> Entry {
    let words = record.words[person] ?? [:]
    guard let standing = record.seats.standings[person] else {
      return .words(event: id, person: person, words: words, via: record.via[person] ?? "")
    }
    let fact = SeatFact(cause: .answered, person: person, standing: standing)
    guard let via = record.via[person] else { return .seat(event: id, fact: fact) }
    return .answered(event: id, fact: fact, words: words, via: via)
  }

  private func ledgers(_ id: String, _ record: EventRecord) -> Page {
    .pages(
      record.steps.sorted { $0.key < $1.key }.flatMap { step, ledger in
        [
          {
            places(ledger.count) { from, end in
              let (states, lengths) = ledger.runs(from: from, to: end)
              return states == [.open]
                ? nil
                : .ledger(event: id, step: step, from: from, states: states, lengths: lengths)
            }
          }, { attempts(id, step, ledger) },
        ]
      })
  }

  /// Cuts a table of everybody into lines; nil for one that would say nothing.
  private func places(
    _ count: Int32, _ line: @escaping (_ from: Int32, _ end: Int32) -> SnapshotLine?
  ) -> Page {
    let count = Swift.min(count, Int32(state.people.count))
    return .pages(
      stride(from: 0, to: count, by: Int(Self.placesPerLine)).map { from in
        {
          .entries(
            line(from, Swift.min(from + Self.placesPerLine, count)).map { [(.stated($0), at)] }
              ?? [])
        }
      })
  }

  private func attempts(_ id: String, _ step: String, _ ledger: StepLedger) -> Page {
    paged(ledger.attempts.keys.sorted()) { people in
      people.compactMap { person in
        ledger.attempts[person].map {
          (.stated(.attempt(DeliveryKey(event: id, step: step, person: person), $0)), at)
        }
      }
    }
  }

  private func mailed(_ id: String, _ record: EventRecord) -> Page {
    places(record.mailTimes.count) { from, end in
      let times = (from..<end).map { record.mailTimes[$0] }
      if times.allSatisfy({ $0 == (0, 0) }) { return nil }
      return .mailed(event: id, from: from, first: times.map(\.first), timed: times.map(\.timed))
    }
  }

  private func counts(_ id: String, _ record: EventRecord) -> Page {
    .pages(
      record.occurrenceCounts.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, counts in
        {
          paged(counts.sorted { $0.key < $1.key }) { page in
            let (people, counts) = (page.map(\.key), page.map(\.value))
            return [(.stated(.counts(event: id, kind: kind, people: people, counts: counts)), at)]
          }
        }
      })
  }
}
