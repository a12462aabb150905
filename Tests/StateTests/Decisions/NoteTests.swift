import Domain
import State
import Testing

/// A host's note: to everybody with a seat, once, and not every hour.
@Suite struct NoteTests {
  private let now = Instant(seconds: 1_810_000_000)

  private func record(_ seats: [SeatPlace]) throws -> State {
    var state = State()
    for (person, place) in seats.enumerated() {
      let standing = SeatStanding(organisation: -1, guests: 0, place: place, at: now)
      state.apply(
        .answered(
          event: "open",
          fact: SeatFact(cause: .answered, person: Int32(person), standing: standing), words: [:],
          via: "link"), at: now)
    }
    return state
  }

  private func write(
    _ text: String, _ state: inout State, after seconds: Int64 = 0,
    _ configure: (inout Event) -> Void = { _ in }
  ) throws -> Result<[Entry], NoteRefusal> {
    var event = try ProgrammeSample.event("open")
    configure(&event)
    let at = now.adding(seconds: seconds)
    let result = Decide.note(text, to: event, try #require(state.record("open")), now: at)
    for entry in (try? result.get()) ?? [] { state.apply(entry, at: at) }
    return result
  }

  @Test("it is owed to those who have a seat, and to nobody else")
  func seated() throws {
    var state = try record([.seated, .declined, .waiting(turn: 1), .seated, .undecided])
    let owed = Entry.notified(event: "open", Notice(.note, text: "Tot zo"), people: [0, 3])
    #expect(try write("Tot zo", &state) == .success([owed]))
    #expect(Decide.notes(try #require(state.record("open"))).map(\.people) == [2])
  }

  @Test("the same words within a day are one note; three notes a day are enough")
  func limits() throws {
    var state = try record([.seated])
    #expect(try write("a", &state).get().count == 1)
    #expect(try write("a", &state, after: 86_399) == .success([]))
    #expect(try write("b", &state, after: 10).get().count == 1)
    #expect(try write("c", &state, after: 20).get().count == 1)
    #expect(try write("d", &state, after: 30) == .failure(.often))
    #expect(try write("b", &state, after: 40) == .success([]))
    #expect(try write("d", &state, after: 86_401).get().count == 1)
  }

  @Test("not without words or people, not too long, not when it is over or cancelled")
  func refused() throws {
    var state = try record([.seated])
    #expect(try write(" \n ", &state) == .failure(.text))
    #expect(
      try write(String(repeating: "a", count: 4001), &state) == .failure(.text))
    #expect(try write("a", &state) { $0.facts.cancelled = true } == .failure(.nobody))
    let ends = try ProgrammeSample.event("open").ends.milliseconds - now.milliseconds
    #expect(try write("a", &state, after: ends / 1000) == .failure(.nobody))
    var empty = try record([.declined])
    #expect(try write("a", &empty) == .failure(.nobody))
  }
}
