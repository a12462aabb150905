import Domain
import JSONLines
import State
import Testing

@Suite("Taking a person out of the store's lines")
struct ErasureTests {
  private static let erasure = Erasure(ids: ["17", "o\"x"], addresses: ["anna@example.org"])

  private static func edited(_ fields: String) throws -> String? {
    try erasure.edit(Array(fields.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(
    "A line about the person alone goes",
    arguments: [
      #""event":"e","person":"17","reply":"250""#, #""person":"o\"x""#, #""people":["17"]"#,
      #""people":["17","17"],"first":[1,2]"#, #""person":"9","to":"anna@example.org""#,
    ])
  func goes(fields: String) throws {
    #expect(try Self.edited(fields) == nil)
  }

  @Test(
    "A line about others stays, byte by byte",
    arguments: [
      "", #""event":"17","person":"170""#, #""people":41,"fingerprint":"17""#,
      #""people":["170","7"],"new":{"x": [1]}"#,
    ])
  func stays(fields: String) throws {
    #expect(try Self.edited(fields) == fields)
  }

  @Test("A list loses the one person, and what runs parallel to it the same places")
  func list() throws {
    let fields =
      #""event":"e","people":["a","17","b"],"counts":[1,2,3],"x":[17, 18],"moments":[4,5,6]"#
    #expect(
      try Self.edited(fields)
        == #""event":"e","people":["a","b"],"counts":[1,3],"x":[17, 18],"moments":[4,6]"#)
  }

  @Test(
    "Of two whose seats moved as one, the other keeps theirs, and who was brought in stays",
    arguments: [
      (
        #""event":"e","facts":[{"person":"17","place":"declined"},{"person":"b","x":[1]}],"y":1"#,
        #""event":"e","facts":[{"person":"b","x":[1]}],"y":1"#
      ),
      (
        #""facts":[{"person":"b"},{"person":"17","profile":{"email":"anna@example.org"}}]"#,
        #""facts":[{"person":"b"}]"#
      ),
      (#""facts":[{"person":"17"}]"#, nil),
      (#""person":"b","by":"17","z":2"#, #""person":"b","by":"","z":2"#),
      (#""person":"b","by":"170""#, #""person":"b","by":"170""#),
    ])
  func colleagues(fields: String, left: String?) throws {
    #expect(try Self.edited(fields) == left)
  }

  @Test("Of a snapshot's names an empty one stays, for other lines count on their places")
  func names() throws {
    #expect(try Self.edited(#""names":["a","17","b"]"#) == #""names":["a","","b"]"#)
    #expect(try Self.edited(#""names":["17"]"#) == #""names":[""]"#)
    #expect(try Self.edited(#""names":["a", "170"]"#) == #""names":["a", "170"]"#)
  }

  @Test(
    "A piece of a line names the person whole, in another case, or cut off at either end",
    arguments: [
      (#"{"person":"17""#, true), (#"{"seq":17}"#, false), ("Anna@EXAMPLE.org", true),
      ("…to:anna@ex", true), ("example.org\"}", true), ("johann", false), ("", false),
    ])
  func pieces(piece: String, isNamed: Bool) {
    #expect(Self.erasure.isNamed(in: Array(piece.utf8)) == isNamed)
  }

  @Test("After erasure the lines of a random state know nobody of that name, and all others")
  func erasedState() throws {
    var history = RandomHistory(seed: 5)
    history.run(800)
    let erasure = Erasure(ids: ["p7"], addresses: ["p7@example.org"])
    let codec = history.state.codec
    var copy = State()
    for (entry, at) in history.state.restated(at: Instant(seconds: 1_900_000_000)) {
      let (type, fields) = codec.encode(entry)
      guard let left = try erasure.edit(fields) else { continue }
      let json = [UInt8(ascii: "{")] + left + [UInt8(ascii: "}")]
      #expect(!erasure.isNamed(in: json))
      try JSONLine.parse(json) { line in
        let read = try #require(try copy.decode(type: type, line))
        copy.apply(read, at: at)
      }
    }
    #expect(copy.people.existing("p7") == nil)
    let names = history.state.people.names
    #expect(copy.people.names == names.map { $0 == "p7" ? "" : $0 }, "places stay")
    let others = names.filter { $0 != "p7" }
    for (id, record) in history.state.events {
      for name in others {
        let (old, new) = (history.state.people.existing(name), copy.people.existing(name))
        let (before, after) = (try #require(old), try #require(new))
        let kept = try #require(copy.events[id])
        #expect(record.seats.state(of: before) == kept.seats.state(of: after))
        #expect(record.firstMail(to: before) == kept.firstMail(to: after))
        #expect(record.ledger("invitation", before) == kept.ledger("invitation", after))
      }
    }
  }
}
