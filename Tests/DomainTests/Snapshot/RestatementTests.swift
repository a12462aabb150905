import Domain
import JSONLines
import Testing

@Suite("A state told again")
struct RestatementTests {
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

  @Test("A line of a snapshot with lists of different lengths is refused")
  func unequalLists() {
    let text = #"{"event":"e","people":["a","b"],"first":[1],"timed":[1,2]}"#
    var state = State()
    #expect(throws: UnreadableEntry.self) {
      try JSONLine.parse(Array(text.utf8)) { line in
        _ = try state.decode(type: "state.mailed", line)
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
    let codec = EntryCodec(state)
    return state.restated(at: at).map { entry, at in
      let (type, fields) = codec.encode(entry)
      return Line(
        type: type, at: at, json: [UInt8(ascii: "{")] + fields + [UInt8(ascii: "}")])
    }
  }

  private static func read(_ lines: [Line]) throws -> State {
    var state = State()
    for line in lines {
      try JSONLine.parse(line.json) { json in
        let entry = try #require(try state.decode(type: line.type, json))
        state.apply(entry, at: line.at)
      }
    }
    return state
  }
}
