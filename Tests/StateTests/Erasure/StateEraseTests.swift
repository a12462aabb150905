import Domain
import JSONLines
import State
import Testing

@Suite("Taking a person out of memory")
struct StateEraseTests {
  private static let at = Instant(seconds: 1_900_000_000)

  /// The state in its own words.
  private func lines(_ state: State) -> [String] {
    let codec = state.codec
    return state.restated(at: Self.at).map { entry, at in
      let (type, fields) = codec.encode(entry)
      return "\(at.milliseconds) \(type) " + String(decoding: fields, as: UTF8.self)
    }
  }

  /// The state as it is read back when its lines were edited on the disk.
  private func readBack(_ state: State, without erasure: Erasure) throws -> State {
    let codec = state.codec
    var copy = State()
    for (entry, at) in state.restated(at: Self.at) {
      let (type, fields) = codec.encode(entry)
      guard let left = try erasure.edit(fields) else { continue }
      try JSONLine.parse([UInt8(ascii: "{")] + left + [UInt8(ascii: "}")]) { line in
        let read = try #require(try copy.decode(type: type, line))
        copy.apply(read, at: at)
      }
    }
    return copy
  }

  @Test("A state without a person is what is read back from lines without them", arguments: 0..<12)
  func sameAsTheDisk(seed: UInt64) throws {
    var history = RandomHistory(seed: seed)
    history.run(500)
    var erased = history.state
    let number = try #require(erased.people.existing("p7"))
    let alone = erased.organisationsOfNobody(but: number).map(erased.organisations.name)
    erased.erase(number)
    let erasure = Erasure(
      ids: ["p7"], addresses: ["p7@example.org"], organisations: Set(alone))
    erased.redact(erasure.search)
    let expected = try readBack(history.state, without: erasure)
    #expect(lines(erased) == lines(expected))
    #expect(lines(erased).allSatisfy { !erasure.isNamed(in: Array($0.utf8)) })
    #expect(lines(erased) != lines(history.state))
  }

  @Test("Whoever comes again under the name is somebody new")
  func again() throws {
    var history = RandomHistory(seed: 3)
    history.run(300)
    var state = history.state
    let number = try #require(state.people.existing("p7"))
    state.erase(number)
    #expect(state.people.existing("p7") == nil)
    #expect(state.people.existing("") == nil)
    #expect(state.people.name(number).isEmpty)
    #expect(state.people.number("p7") == Int32(state.people.count) - 1)
    #expect(state.people.name(number).isEmpty)
  }
}
