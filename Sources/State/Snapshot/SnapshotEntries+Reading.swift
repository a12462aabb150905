import Domain
import JSONLines

extension State {
  mutating func apply(_ statement: SnapshotLine) {
    switch statement {
    case .people, .organisations:
      break  // Reading the line has numbered them.
    case .ledger(let event, let step, let from, let states, let lengths):
      restore(event, step, Int(from), states, lengths)
    case .attempt(let key, let attempt) where key.occurrence == 0:
      events[key.event, default: EventRecord()].steps[key.step, default: StepLedger()]
        .attempts[key.person] = attempt
    case .attempt(let key, let attempt):
      events[key.event]?.occurrences[key]?.attempt = attempt
    case .mailed(let event, let from, let first, let timed):
      restoreMail(event, Int(from), first, timed)
    case .occurrences(let page):
      for (index, person) in page.people.enumerated() {
        let key = DeliveryKey(
          event: page.event, step: page.step, person: person, occurrence: page.occurrences[index])
        events[page.event, default: EventRecord()].occurrences[key] = OccurrenceDelivery(
          kind: page.kind, at: page.moments[index], state: page.state, sequence: page.sequence,
          notice: page.notice)
      }
    case .owed(let event, let step, let people, let occurrences):
      events[event, default: EventRecord()].owed += zip(people, occurrences).map {
        DeliveryKey(event: event, step: step, person: $0, occurrence: $1)
      }
    case .counts(let event, let kind, let people, let counts):
      events[event, default: EventRecord()].occurrenceCounts[kind, default: [:]].merge(
        zip(people, counts)
      ) { _, last in last }
    case .mails(let known):
      for mail in known { post.remember(mail) }
    case .bounces(let person, let soft, let suspended):
      if !soft.isEmpty { post.note(softFailuresOf: person, soft) }
      if let suspended { post.note(suspended: person, at: suspended) }
    case .forward(let digest, let forward):
      post.set(forward, digest)
    case .exchange(let about, let exchange):
      post.set(exchange, about)
    case .rhythm(let moments):
      for moment in moments { rhythm.note(moment) }
    case .recent(let people, let moments):
      for (person, moment) in zip(people, moments) { recentMail.note(person, at: moment) }
    }
  }

  private mutating func restore(
    _ event: String, _ step: String, _ from: Int, _ states: [DeliveryState], _ lengths: [Int]
  ) {
    var record = events.removeValue(forKey: event) ?? EventRecord()
    var ledger = record.steps.removeValue(forKey: step) ?? StepLedger()
    var place = from
    for (state, length) in zip(states, lengths) {
      if state != .open {
        for place in place..<place + length {
          if let person = places[place] { ledger[person] = state }
        }
      }
      place += length
    }
    // A place whose name was erased on the disk is nobody's.
    for person in people.nameless { ledger.erase(person) }
    record.steps[step] = ledger
    events[event] = record
  }

  private mutating func restoreMail(
    _ event: String, _ from: Int, _ first: [UInt32], _ timed: [UInt32]
  ) {
    var record = events.removeValue(forKey: event) ?? EventRecord()
    for index in first.indices where first[index] != 0 || timed[index] != 0 {
      if let person = places[from + index] {
        record.restoreMail(to: person, first: first[index], timed: timed[index])
      }
    }
    for person in people.nameless { record.eraseMail(to: person) }
    events[event] = record
  }

  mutating func statement(_ reader: EntryReader) throws(UnreadableEntry) -> SnapshotLine {
    switch reader.type {
    case "state.people":
      return .people(named(try reader.strings("names")))
    case "state.organisations":
      return .organisations(
        try reader.strings("organisations").map {
          // One of a person who was forgotten.
          $0.isEmpty ? organisations.skip() : organisations.number($0)
        })
    case "state.ledger":
      let from = try reader.place()
      let runs = RunLengths.states(
        try reader.string("states"), most: max(0, places.count - Int(from)))
      guard let runs else { throw reader.lacks("states") }
      return .ledger(
        event: try reader.string("event"), step: try reader.string("step"),
        from: from, states: runs.states, lengths: runs.lengths)
    case "state.attempt":
      return .attempt(
        try key(reader),
        Attempt(
          date: try reader.instant("date"), count: try reader.int("count"),
          next: try reader.instant("next"), reply: try reader.string("reply")))
    case "state.mailed":
      let from = try reader.place()
      let most = max(0, places.count - Int(from))
      let first = try reader.seconds("first", most: most)
      let timed =
        reader.line.has("timed")
        ? try reader.seconds("timed", besides: first, most: most) : first
      guard first.count == timed.count else { throw reader.lacks("timed") }
      return .mailed(event: try reader.string("event"), from: from, first: first, timed: timed)
    case "state.occurrences":
      return .occurrences(try occurrencePage(reader))
    case "state.owed":
      let people = numbers(try reader.strings("people"))
      return .owed(
        event: try reader.string("event"), step: try reader.string("step"), people: people,
        occurrences: try reader.column("occurrences", people.count))
    case "state.counts":
      let people = numbers(try reader.strings("people"))
      return .counts(
        event: try reader.string("event"), kind: try reader.occurrenceKind(), people: people,
        counts: try reader.column("counts", people.count))
    case "state.mails":
      let people = numbers(try reader.strings("people"))
      let digests = try reader.digests()
      guard digests.count == people.count else { throw reader.lacks("mails") }
      return .mails(zip(digests, people).map { InboundHistory.Known(digest: $0, person: $1) })
    case "state.bounces":
      return .bounces(
        person: people.number(try reader.string("person")), soft: try reader.moments("soft"),
        suspended: reader.moment("suspended"))
    case "state.forward":
      return .forward(
        try reader.digest(),
        InboundHistory.Forward(
          about: InboundHistory.About(
            event: try reader.string("event"), person: people.number(try reader.string("person"))),
          why: try reader.string("note")))
    case "state.exchange":
      return .exchange(
        InboundHistory.About(
          event: try reader.string("event"), person: people.number(try reader.string("person"))),
        InboundHistory.Exchange(stamp: reader.replyStamp, answeredAt: reader.moment("answered")))
    case "state.rhythm":
      return .rhythm(try reader.moments())
    case "state.recent":
      let people = numbers(try reader.strings("people"))
      let moments = try reader.moments()
      guard moments.count == people.count else { throw reader.lacks("moments") }
      return .recent(people: people, moments: moments)
    default:
      throw reader.lacks("type")
    }
  }

  private mutating func occurrencePage(
    _ reader: EntryReader
  ) throws(UnreadableEntry) -> SnapshotLine.OccurrencePage {
    let people = numbers(try reader.strings("people"))
    let moments = try reader.moments()
    guard moments.count == people.count else { throw reader.lacks("moments") }
    let kind = try reader.occurrenceKind()
    return SnapshotLine.OccurrencePage(
      event: try reader.string("event"), step: try reader.string("step"), kind: kind,
      state: try reader.deliveryState(), sequence: try reader.int("sequence"),
      notice: kind == .notice ? try reader.notice() : nil, people: people,
      occurrences: try reader.column("occurrences", people.count), moments: moments)
  }

  /// Gives the next places to these names. In a state that knew people before, those that have no
  /// name any more are nobody's.
  private mutating func named(_ names: [String]) -> [Int32] {
    names.map { name in
      let isFresh = people.count == places.count
      let number: Int32? = name.isEmpty ? (isFresh ? people.skip() : nil) : people.number(name)
      places.append(number)
      return number ?? -1
    }
  }

  private mutating func numbers(_ names: [String]) -> [Int32] { names.map { people.number($0) } }
}

extension EntryReader {
  fileprivate func deliveryState() throws(UnreadableEntry) -> DeliveryState {
    guard let state = DeliveryState(word: try string("state")) else { throw lacks("state") }
    return state
  }

  fileprivate func occurrenceKind() throws(UnreadableEntry) -> Step.Occurrence {
    guard let kind = Step.Occurrence(rawValue: try string("kind")) else { throw lacks("kind") }
    return kind
  }

  fileprivate func moments(_ name: StaticString = "moments") throws(UnreadableEntry) -> [Instant] {
    guard let values = line.ints(name) else { throw lacks(name) }
    return values.map { Instant(milliseconds: Int64($0)) }
  }

  fileprivate func place() throws(UnreadableEntry) -> Int32 {
    guard let from = Int32(exactly: try int("from")), from >= 0 else { throw lacks("from") }
    return from
  }

  fileprivate func seconds(
    _ name: StaticString, besides other: [UInt32]? = nil, most: Int
  ) throws(UnreadableEntry) -> [UInt32] {
    guard let since = UInt32(exactly: try int("since")), since > 0 else { throw lacks("since") }
    let seconds = RunLengths.seconds(
      try string(name), since: since, besides: other, most: most)
    guard let seconds else { throw lacks(name) }
    return seconds
  }

  /// Numbers that run parallel to `count` people.
  fileprivate func column<Number: FixedWidthInteger>(
    _ name: StaticString, _ count: Int
  ) throws(UnreadableEntry) -> [Number] {
    guard let values = line.ints(name), values.count == count else { throw lacks(name) }
    let numbers = values.compactMap(Number.init(exactly:))
    guard numbers.count == count else { throw lacks(name) }
    return numbers
  }
}
