import Domain
import JSONLines
import State
import Testing

@Suite struct EntryCodecTests {
  private func line(_ entry: Entry, in state: State) -> (type: String, json: [UInt8]) {
    let (type, fields) = state.codec.encode(entry)
    return (type, [UInt8(ascii: "{")] + fields + [UInt8(ascii: "}")])
  }

  @Test(
    "an entry comes back from its line as it was", arguments: EntrySamples.all + EntrySamples.unions
  )
  func roundTrip(_ entry: Entry) throws {
    var state = EntrySamples.state
    let (type, json) = line(entry, in: state)
    let read = try JSONLine.parse(json) { try state.decode(type: type, $0) }
    #expect(read == entry, "\(type) \(String(decoding: json, as: UTF8.self))")
  }

  @Test(
    "a reader who knows no name yet writes the same line again",
    arguments: EntrySamples.all + EntrySamples.unions)
  func namesNotNumbers(_ entry: Entry) throws {
    let (type, json) = line(entry, in: EntrySamples.state)
    var stranger = State()
    let read = try JSONLine.parse(json) { try stranger.decode(type: type, $0) }
    let again = line(try #require(read), in: stranger)
    #expect(again.type == type)
    #expect(String(decoding: again.json, as: UTF8.self) == String(decoding: json, as: UTF8.self))
  }

  @Test("somebody who left comes back with address, name, organisation and language")
  func personLeft() throws {
    let person = Person(
      id: EntrySamples.people[1], email: try MailAddress("Zoe.X@Example.NL"), name: "Zoë \"X\" 🦊",
      organisation: EntrySamples.organisations[1], language: "en")
    var state = State()
    let (type, json) = line(.personLeft(person), in: state)
    let read = try JSONLine.parse(json) { try state.decode(type: type, $0) }
    #expect(type == "person.left")
    #expect(read == .personLeft(person))
  }

  @Test("the store's own lines are no entries", arguments: ["segment", "mark"])
  func storeLines(_ type: String) throws {
    var state = State()
    #expect(try JSONLine.parse(Array("{}".utf8)) { try state.decode(type: type, $0) } == nil)
  }

  @Test(
    "a line without what its type has is refused with the field's name",
    arguments: [
      (
        "rsvp.received", #"{"event":"open","person":"p","place":"waiting","since":1,"via":"x"}"#,
        "place"
      ),
      ("rsvp.received", #"{"event":"open","person":"p","place":"seated","via":"x"}"#, "since"),
      ("rsvp.received", #"{"event":"open","via":"x"}"#, "person"),
      ("event.accepted", #"{"event":"open","starts":"","ends":"","zone":""}"#, "venue"),
      ("occurred", #"{"event":"e","kind":"birthday","steps":[],"people":[]}"#, "kind"),
      ("delivery.sent", #"{"event":"e","step":"s","person":"p"}"#, "reply"),
      ("delivery.missed", #"{"event":"e","step":"s","people":[1],"why":""}"#, "people"),
      ("person.left", #"{"person":"p","email":"nobody"}"#, "email"),
      ("seat.stolen", #"{"event":"e","person":"p"}"#, "type"),
      ("person.born", #"{"person":"p"}"#, "type"), ("event.moved", #"{"event":"e"}"#, "type"),
      ("delivery.lost", #"{"event":"e","step":"s","person":"p"}"#, "type"),
      ("surprise", "{}", "type"),
    ])
  func unreadable(_ type: String, _ json: String, _ field: String) {
    var state = State()
    let error = #expect(throws: UnreadableEntry.self) {
      _ = try JSONLine.parse(Array(json.utf8)) { try state.decode(type: type, $0) }
    }
    #expect(error?.field == field)
    #expect(error?.type == type)
  }

  @Test("replaying the lines of a history gives the same state")
  func replay() throws {
    var paper = PaperJournal()
    paper.state = EntrySamples.state
    for (index, entry) in EntrySamples.all.enumerated() {
      paper.record([entry], at: EntrySamples.at.adding(seconds: Int64(index)))
    }
    #expect(description(of: try paper.replayed()) == description(of: paper.state))
  }

  @Test("a history in another order of first names is still told the same")
  func replayIsNotByNumber() throws {
    var paper = PaperJournal()
    paper.state = EntrySamples.state
    // The first line names the third person, so that a replay numbers people differently.
    paper.record(EntrySamples.all.reversed(), at: EntrySamples.at)
    let replayed = try paper.replayed()
    #expect(replayed.people.names != paper.state.people.names)
    #expect(description(of: replayed) == description(of: paper.state))
  }
}
