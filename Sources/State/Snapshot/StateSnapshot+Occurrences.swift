import Domain

extension StateSnapshot {
  func occurrences(_ id: String, _ record: EventRecord) -> Page {
    let sorted = record.occurrences.sorted { a, b in
      let (x, y) = (a.value, b.value)
      return (a.key.step, x.kind.rawValue, x.state.rawValue, x.sequence)
        == (b.key.step, y.kind.rawValue, y.state.rawValue, y.sequence)
        ? (a.key.person, a.key.occurrence) < (b.key.person, b.key.occurrence)
        : (a.key.step, x.kind.rawValue, x.state.rawValue, x.sequence)
          < (b.key.step, y.kind.rawValue, y.state.rawValue, y.sequence)
    }
    return .pages([
      { paged(sorted) { page in pages(of: page) } },
      {
        paged(sorted.filter { $0.value.attempt != nil }) { page in
          page.compactMap { key, delivery in
            delivery.attempt.map { (.stated(.attempt(key, $0)), at) }
          }
        }
      },
      { paged(record.owed) { owed(id, $0) } },
    ])
  }

  /// One line for neighbours of one step, kind, state and sequence.
  private func pages(of deliveries: [(key: DeliveryKey, value: OccurrenceDelivery)]) -> [TimedEntry]
  {
    var pages: [SnapshotLine.OccurrencePage] = []
    for (key, delivery) in deliveries {
      let isNew =
        pages.last.map {
          ($0.step, $0.kind, $0.state, $0.sequence)
            != (key.step, delivery.kind, delivery.state, delivery.sequence)
            || $0.notice != delivery.notice
        } ?? true
      if isNew {
        pages.append(
          SnapshotLine.OccurrencePage(
            event: key.event, step: key.step, kind: delivery.kind, state: delivery.state,
            sequence: delivery.sequence, notice: delivery.notice, people: [], occurrences: [],
            moments: []))
      }
      pages[pages.count - 1].people.append(key.person)
      pages[pages.count - 1].occurrences.append(key.occurrence)
      pages[pages.count - 1].moments.append(delivery.at)
    }
    return pages.map { (.stated(.occurrences($0)), at) }
  }

  /// One line for neighbours of one step; the order is that of the list.
  private func owed(_ id: String, _ keys: [DeliveryKey]) -> [TimedEntry] {
    var runs: [(step: String, people: [Int32], occurrences: [Int32])] = []
    for key in keys {
      if runs.last?.step != key.step { runs.append((key.step, [], [])) }
      runs[runs.count - 1].people.append(key.person)
      runs[runs.count - 1].occurrences.append(key.occurrence)
    }
    return runs.map {
      (
        .stated(
          .owed(event: id, step: $0.step, people: $0.people, occurrences: $0.occurrences)), at
      )
    }
  }
}
