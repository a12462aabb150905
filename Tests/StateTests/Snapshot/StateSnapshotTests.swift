import Domain
import JSONLines
import State
import Testing

@Suite("A state told again")
struct StateSnapshotTests {
  private static let at = Instant(seconds: 1_900_000_000)

  @Test("Read back from its own lines, a state is the same and tells the same", arguments: 0..<60)
  func roundTrip(seed: UInt64) throws {
    var history = RandomHistory(seed: seed)
    history.run(seed.isMultiple(of: 3) ? 2000 : Int(seed) * 5)
    let lines = Self.lines(history.state)
    let copy = try Self.read(lines)
    let differences = Comparison.differences(history.state, copy)
    #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(3))")
    #expect(Self.lines(copy) == lines, "seed \(seed)")
  }

  @Test("Life goes on alike in a state and in the one read back from its lines")
  func goesOn() throws {
    var history = RandomHistory(seed: 11)
    history.run(500)
    var copy = try Self.read(Self.lines(history.state))
    for person in 0..<Int32(40) {
      let key = DeliveryKey(event: "dinner", step: "invitation", person: person)
      let entries: [Entry] = [
        .occurred(event: "dinner", kind: .rsvp, steps: ["thanks"], people: [person]),
        .retried(key), .committed(key, email: "a@example.org", messageID: "<m>", date: Self.at),
        .sent(key, reply: "250"),
      ]
      var state = history.state
      for entry in entries {
        state.apply(entry, at: Self.at)
        copy.apply(entry, at: Self.at)
      }
      let record = try #require(state.events["dinner"])
      let other = try #require(copy.events["dinner"])
      #expect(record.firstMail(to: person) == other.firstMail(to: person))
      let owed = record.owed.filter { $0.person == person }
      #expect(owed == other.owed.filter { $0.person == person })
    }
  }

  @Test("No line names more than 500 people, and none is left out")
  func pages() throws {
    var state = State()
    let people = (0..<1201).map { state.people.number("person-\($0)") }
    state.apply(
      .missed(event: "fair", step: "reminder", people: people, occurrence: 0, why: "late"),
      at: Self.at)
    state.apply(
      .occurred(event: "fair", kind: .cancelled, steps: ["cancelled"], people: people), at: Self.at)
    for person in people {
      state.apply(
        .committed(
          DeliveryKey(event: "fair", step: "invitation", person: person), email: "a@example.org",
          messageID: "<m>", date: Self.at), at: Self.at)
    }
    for line in Self.lines(state) {
      let named = try JSONLine.parse(line.json) { $0.strings("people")?.count ?? 0 }
      #expect(named <= 500)
    }
    #expect(Comparison.differences(state, try Self.read(Self.lines(state))).isEmpty)
  }

  @Test("An empty state has nothing to tell")
  func empty() {
    #expect(Self.lines(State()).isEmpty)
  }

  @Test(
    "A line of a snapshot that cannot be right is refused",
    arguments: [
      ("state.mailed", #""from":0,"since":5,"first":"+1*2","timed":"=*3""#),
      ("state.mailed", #""from":0,"since":5,"first":"+1*2","timed":"+1""#),
      ("state.mailed", #""from":0,"since":5,"first":"=""#),
      ("state.mailed", #""from":0,"since":5,"first":"+1 ""#),
      ("state.mailed", #""from":0,"since":5,"first":"+1+1""#),
      ("state.mailed", #""from":0,"since":5,"first":"+1*""#),
      ("state.mailed", #""from":0,"since":5,"first":"*2""#),
      ("state.mailed", #""from":0,"since":5,"first":"1""#),
      ("state.mailed", #""from":0,"since":5,"first":"+""#),
      ("state.mailed", #""from":0,"since":5,"first":"-5""#),
      ("state.mailed", #""from":0,"since":0,"first":"+1""#),
      ("state.mailed", #""from":0,"since":5,"first":"+4000000000000""#),
      ("state.mailed", #""from":0,"since":4294967295,"first":"+1""#),
      ("state.mailed", #""from":-1,"since":5,"first":"+1""#),
      ("state.mailed", #""from":2,"since":5,"first":"+1*2""#),
      ("state.ledger", #""step":"s","from":0,"states":"1""#),
      ("state.ledger", #""step":"s","from":0,"states":"2x""#),
      ("state.ledger", #""step":"s","from":0,"states":"s9o""#),
      ("state.ledger", #""step":"s","from":2,"states":"2s""#),
      ("state.ledger", #""step":"s","from":0,"states":"99999999999999999999s""#),
      ("state.counts", #""kind":"rsvp","people":["a","b"],"counts":[1]"#),
    ])
  func refused(type: String, members: String) throws {
    var state = State()
    try JSONLine.parse(Array(#"{"names":["a","b","c"]}"#.utf8)) { line in
      let entry = try #require(try state.decode(type: "state.people", line))
      state.apply(entry, at: Self.at)
    }
    #expect(throws: UnreadableEntry.self) {
      try JSONLine.parse(Array(#"{"event":"e",\#(members)}"#.utf8)) { line in
        _ = try state.decode(type: type, line)
      }
    }
  }

  @Test("The lines of large tables are short, and say what the manual says")
  func shortLines() throws {
    var state = State()
    for (index, seconds) in [5, 5, 5, 0, 9, 3].enumerated() {
      let person = state.people.number("p\(index)")
      if seconds == 0 { continue }
      let at = Self.at.adding(seconds: Int64(seconds))
      let key = DeliveryKey(event: "fair", step: "invitation", person: person)
      state.apply(.committed(key, email: "a@b.example", messageID: "", date: at), at: at)
      if index != 4 { state.apply(.sent(key, reply: ""), at: at) }
      if index == 1 {
        let late = at.adding(seconds: 60)
        let next = DeliveryKey(event: "fair", step: "reminder", person: person)
        state.apply(.committed(next, email: "a@b.example", messageID: "", date: late), at: late)
      }
    }
    let lines = Self.lines(state).map { String(decoding: $0.json, as: UTF8.self) }
    let since = Self.at.seconds + 3
    for told in [
      #""step":"invitation","from":0,"states":"3socs""#,
      #""step":"reminder","from":0,"states":"oc""#,
      #""from":0,"since":\#(since),"first":"+2*3 - +4 -6","timed":"= +62 = - =*2""#,
    ] {
      #expect(lines.contains { $0.contains(told) }, "\(told) in \(lines)")
    }
  }

  @Test("A snapshot is read into a state that numbers people otherwise, as after a failed disk")
  func otherNumbers() throws {
    var history = RandomHistory(seed: 7)
    history.run(900)
    var told = history.state
    told.erase(try #require(told.people.existing("p7")))
    var copy = State()
    for name in told.people.names.reversed() where !name.isEmpty { _ = copy.people.number(name) }
    copy = try Self.read(Self.lines(told), into: copy)
    for name in told.people.names where !name.isEmpty {
      let (old, new) = (told.people.existing(name), copy.people.existing(name))
      let (before, after) = (try #require(old), try #require(new))
      for (id, record) in told.events {
        let read = try #require(copy.events[id])
        for step in ["invitation", "reminder"] {
          #expect(record.ledger(step, before) == read.ledger(step, after))
        }
        #expect(record.firstMail(to: before) == read.firstMail(to: after))
        #expect(record.lastTimedMail(to: before) == read.lastTimedMail(to: after))
      }
    }
    for (id, record) in told.events {
      let steps = record.steps.mapValues { $0.counts.dropFirst() }
      #expect(copy.events[id]?.steps.mapValues { $0.counts.dropFirst() } == steps)
    }
  }

  @Test("Tables of everybody are kept exactly, however many people and seconds there are")
  func largeTables() throws {
    var state = State()
    for person in 0..<Int32(80_001) {
      let number = state.people.number("p\(person)")
      let key = DeliveryKey(event: "fair", step: "invitation", person: number)
      if person % 7 == 3 { continue }
      let at = Self.at.adding(seconds: Int64(person % 2 == 0 ? person : 140_000 - person))
      state.apply(.committed(key, email: "a@b.example", messageID: "", date: at), at: at)
      if person % 5 != 0 { state.apply(.sent(key, reply: ""), at: at) }
    }
    let copy = try Self.read(Self.lines(state))
    for record in [try #require(state.events["fair"]), try #require(copy.events["fair"])] {
      for person in 0..<Int32(80_001) {
        let at = Self.at.adding(seconds: Int64(person % 2 == 0 ? person : 140_000 - person))
        let expected: DeliveryState = person % 5 != 0 ? .sent : .committed
        let isOpen = person % 7 == 3
        guard record.firstMail(to: person) == (isOpen ? nil : at),
          record.lastTimedMail(to: person) == (isOpen ? nil : at),
          record.ledger("invitation", person) == (isOpen ? .open : expected)
        else {
          Issue.record("person \(person) is told otherwise")
          return
        }
      }
    }
  }

  @Test("Who was forgotten is remembered by the hash alone")
  func forgotten() throws {
    var state = State()
    state.apply(.forgotten(hash: "c0ffee"), at: Self.at)
    #expect(state.isForgotten("c0ffee"))
    #expect(try Self.read(Self.lines(state)).isForgotten("c0ffee"))
    #expect(!state.isForgotten("decaf"))
  }

  // MARK: - The journal's place

  private struct Line: Equatable {
    var type: String
    var at: Instant
    var json: [UInt8]
  }

  private static func lines(_ state: State) -> [Line] {
    let codec = state.codec
    return state.restated(at: at).map { entry, at in
      let (type, fields) = codec.encode(entry)
      return Line(
        type: type, at: at, json: [UInt8(ascii: "{")] + fields + [UInt8(ascii: "}")])
    }
  }

  private static func read(_ lines: [Line], into start: State = State()) throws -> State {
    var state = start
    for line in lines {
      try JSONLine.parse(line.json) { json in
        let entry = try #require(try state.decode(type: line.type, json))
        state.apply(entry, at: line.at)
      }
    }
    return state
  }
}
