import Domain
import JSONLines
import State
import Testing

/// `docs/people.md`, a test a row: who somebody is, by id and by address, over time.
@Suite struct IdentityTests {
  /// A network whose roster is loaded again and again.
  private struct Network {
    var state = State()
    var roster = Roster([])
    var last: Identification?
    private let at = Instant(seconds: 1_800_000_000)

    /// As the engine does it: who they are, who left, who came back.
    mutating func load(
      _ rows: [Person], others: [Int: Roster.Others] = [:], isReleased: Bool = false
    ) throws {
      var sample = ProgrammeSample()
      let before = try sample.programme(roster)
      var people = state.people
      let found = Decide.identify(
        Roster(rows, others: others), before: roster, state, &people, isReleased: isReleased)
      state.people = people
      let next = try sample.programme(found.roster)
      sample.fingerprint = "2"
      let waiting = PeopleSet(found.waiting.flatMap(\.people))
      let entries =
        found.entries + found.holds(state) + Decide.left(before, next, state, waiting: waiting)
        + Decide.acceptance(next, state)
      try apply(entries)
      for person in found.roster { _ = state.people.number(person.id) }
      (roster, last) = (found.roster, found)
    }

    /// Through the journal's own words, so that what is written is read back alike.
    mutating func apply(_ entries: [Entry]) throws {
      for entry in entries { state.apply(entry, at: at) }
    }

    /// What is known under an id or address of the roster in force.
    func number(_ id: String) throws -> Int32 { try #require(state.people.existing(id)) }

    mutating func say(_ no: Bool, _ id: String) throws {
      let person = try number(id)
      try apply(
        no
          ? [.unsubscribed(person: person, kind: "*", via: "link")]
          : [.suppressed(person: person, why: "550 5.1.1")])
    }

    /// Whether somebody in force is who said no under `id`.
    func isInForce(_ id: String) throws -> Bool {
      let number = try number(id)
      return roster.contains { state.people.existing($0.id) == number }
    }
  }

  private func person(_ id: String, _ email: String, _ name: String = "") throws -> Person {
    let email = try MailAddress(email)
    return Person(id: id.isEmpty ? email.normalized : id, email: email, name: name)
  }

  private func started() throws -> Network {
    var network = Network()
    try network.load([
      person("1", "a@x.nl", "Anna Jansen"), person("2", "b@x.nl", "Bob Smid"),
      person("3", "c@x.nl", "Cor"),
    ])
    return network
  }

  @Test func `a new id at a known address is the person under another id`() throws {
    var network = try started()
    try network.say(true, "1")
    try network.load([
      person("901", "A@x.nl", "A. Jansen"), person("2", "b@x.nl"), person("3", "c@x.nl"),
    ])
    #expect(network.last?.entries == [.knownAs(person: try network.number("1"), id: "901")])
    #expect(try network.number("901") == network.number("1"))
    #expect(network.state.hasUnsubscribed(try network.number("901"), kind: "any"))
    #expect(network.last?.gone.isEmpty == true && network.roster.count == 3)
  }

  @Test func `a known id at another address is the person there, and reachable again`() throws {
    var network = try started()
    try network.say(false, "1")
    let one = try network.number("1")
    try network.load([person("1", "new@x.nl", "Jansen, Anna"), person("2", "b@x.nl")])
    #expect(
      network.last?.entries.contains(.moved(person: one, email: "new@x.nl", was: "a@x.nl")) == true)
    #expect(network.state.suppressed[one] == nil)
    #expect(network.state.givenUp["a@x.nl"]?.person == one)
    // Back at the address that takes no mail.
    try network.load([person("1", "a@x.nl", "Anna Jansen"), person("2", "b@x.nl")])
    #expect(network.state.suppressed[one] == "550 5.1.1" && network.state.givenUp.isEmpty)
  }

  @Test func `an address given up stays so, whoever comes with it`() throws {
    var network = try started()
    try network.say(false, "1")
    try network.load([person("77", "a@x.nl"), person("2", "b@x.nl"), person("3", "c@x.nl")])
    #expect(network.state.suppressed[try network.number("77")] != nil)
    try network.load([person("77", "e@x.nl"), person("2", "b@x.nl"), person("3", "c@x.nl")])
    #expect(network.state.suppressed[try network.number("77")] == nil)
    try network.load([
      person("77", "e@x.nl"), person("2", "b@x.nl"), person("3", "c@x.nl"), person("8", "a@x.nl"),
    ])
    #expect(network.state.suppressed[try network.number("8")] == "550 5.1.1")
    #expect(network.state.suppressed[try network.number("77")] == nil)
  }

  @Test func `id and address both new are somebody new`() throws {
    var network = try started()
    try network.load([person("9", "z@x.nl"), person("2", "b@x.nl"), person("3", "c@x.nl")])
    #expect(network.last?.entries == [] && network.last?.gone.map(\.id) == ["1"])
    #expect(try network.number("9") != network.number("1"))
  }

  @Test func `an id with another name at another address waits`() throws {
    var network = try started()
    try network.say(true, "1")
    let rows = try [
      person("1", "z@y.nl", "Zoë"), person("2", "b@x.nl", "Bob Smid"), person("3", "c@x.nl", "Cor"),
    ]
    try network.load(rows)
    #expect(network.last?.waiting.count == 1 && network.roster.map(\.id) == ["2", "3"])
    let scope = Identification.scope(try network.number("1"))
    #expect(network.state.holds[scope]?.contains("name and address are others now") == true)
    // A start after that knows it from the state alone.
    var people = network.state.people
    let again = Decide.identify(Roster(rows), before: nil, network.state, &people)
    #expect(again.waiting == network.last?.waiting)
    try network.load(rows, isReleased: true)
    #expect(network.roster.count == 3 && network.state.holds[scope] == nil)
    #expect(network.state.hasUnsubscribed(try network.number("1"), kind: "any"))
  }

  @Test func `an id that moves to the address of somebody known waits, and is united`() throws {
    var network = try started()
    try network.say(true, "2")
    let two = try network.number("2")
    try network.apply([
      .committed(
        DeliveryKey(event: "open", step: "invitation", person: two), email: "b@x.nl",
        messageID: "<1>", date: .distantPast)
    ])
    let rows = try [person("1", "b@x.nl", "Anna Jansen"), person("3", "c@x.nl", "Cor")]
    try network.load(rows)
    #expect(network.roster.map(\.id) == ["3"] && network.last?.waiting.count == 1)
    #expect(network.state.former.count == 2)
    try network.load(rows, isReleased: true)
    let one = try network.number("1")
    #expect(network.last?.entries.contains(.united(person: one, with: two)) == true)
    #expect(try network.number("2") == one)
    #expect(network.state.hasUnsubscribed(one, kind: "any"))
    #expect(network.state.events["open"]?.ledger("invitation", one) == .committed)
    #expect(network.state.events["open"]?.ledger("invitation", two) == .open)
    #expect(network.state.events["open"]?.firstMail(to: one) != nil)
  }

  @Test func `two known ids that share an address wait`() throws {
    var network = try started()
    try network.say(false, "2")
    var others = Roster.Others()
    others.ids = ["2"]
    let rows = try [person("1", "a@x.nl", "Anna Jansen"), person("3", "c@x.nl", "Cor")]
    try network.load(rows, others: [0: others])
    #expect(network.roster.map(\.id) == ["3"])
    #expect(network.last?.waiting[0].why.hasPrefix("two people who are known") == true)
    try network.load(rows, others: [0: others], isReleased: true)
    #expect(try network.number("2") == network.number("1"))
    // The address of the second is what took no mail, and they have another one.
    #expect(network.state.suppressed.isEmpty && network.state.givenUp["b@x.nl"] != nil)
  }

  @Test func `ids that exchange their addresses wait, and then the ids decide`() throws {
    var network = try started()
    try network.say(true, "1")
    let rows = try [
      person("1", "b@x.nl", "Anna Jansen"), person("2", "a@x.nl", "Bob Smid"),
      person("3", "c@x.nl", "Cor"),
    ]
    try network.load(rows)
    #expect(network.roster.map(\.id) == ["3"] && network.last?.waiting.count == 2)
    try network.load(rows, isReleased: true)
    #expect(network.roster.count == 3)
    #expect(network.state.hasUnsubscribed(try network.number("1"), kind: "any"))
    #expect(!network.state.hasUnsubscribed(try network.number("2"), kind: "any"))
  }

  @Test func `an address that goes on under a new id while the id moves away waits`() throws {
    var network = try started()
    let rows = try [
      person("1", "new@x.nl", "Anna Jansen"), person("55", "a@x.nl", "Wim"),
      person("2", "b@x.nl"), person("3", "c@x.nl"),
    ]
    try network.load(rows)
    #expect(network.last?.waiting.count == 2 && network.roster.map(\.id) == ["2", "3"])
    try network.load(rows, isReleased: true)
    #expect(network.roster.count == 4)
    #expect(try network.number("55") != network.number("1"))
  }

  @Test func `an old id for somebody else waits while its person has a row, released or not`()
    throws
  {
    var network = try started()
    try network.load([person("901", "a@x.nl"), person("2", "b@x.nl"), person("3", "c@x.nl")])
    let rows = try [
      person("901", "a@x.nl"), person("2", "b@x.nl"), person("3", "c@x.nl"),
      person("1", "z@x.nl", "Zoë"),
    ]
    for isReleased in [false, true] {
      try network.load(rows, isReleased: isReleased)
      #expect(network.roster.map(\.id) == ["901", "2", "3"])
      #expect(network.last?.waiting[0].why.contains("an id of their own") == true)
    }
  }

  @Test func `gone, and back under another id`() throws {
    var network = try started()
    try network.say(true, "1")
    try network.load([person("2", "b@x.nl"), person("3", "c@x.nl")])
    #expect(network.state.former.count == 1)
    try network.load([person("900", "a@x.nl"), person("2", "b@x.nl"), person("3", "c@x.nl")])
    #expect(try network.number("900") == network.number("1") && network.state.former.isEmpty)
    #expect(network.state.hasUnsubscribed(try network.number("900"), kind: "any"))
  }

  @Test func `two who left and come back in one row wait`() throws {
    var network = try started()
    try network.say(true, "1")
    try network.say(true, "2")
    try network.load([person("3", "c@x.nl")])
    try network.load([person("3", "c@x.nl"), person("1", "b@x.nl")])
    #expect(network.roster.map(\.id) == ["3"] && network.last?.waiting.count == 1)
  }

  @Test func `an export without ids and one with them go on, both ways`() throws {
    var network = Network()
    let addresses = (0..<40).map { "p\($0)@x.nl" }
    let plain = try addresses.map { try person("", $0) }
    let numbered = try addresses.enumerated().map { try person("\(7000 + $0)", $1) }
    try network.load(plain)
    try network.say(true, "p7@x.nl")
    for rows in [numbered, plain, numbered] {
      try network.load(rows)
      #expect(network.last?.waiting == [] && network.last?.gone.isEmpty == true)
      #expect(network.state.people.count == 40 && network.state.former.isEmpty)
    }
    #expect(network.state.hasUnsubscribed(try network.number("7007"), kind: "any"))
  }

  @Test func `a colleague known by the address becomes a partner`() throws {
    var network = try started()
    let guest = try person("", "guest@x.nl", "Gast")
    let number = network.state.people.number(guest.id)
    try network.apply([
      .colleagueAsked(event: "open", person: number, profile: guest, by: try network.number("1"))
    ])
    try network.load(Array(network.roster) + [person("600", "guest@x.nl", "Gast")])
    #expect(try network.number("600") == number)
    #expect(network.state.strangers.isEmpty && network.state.former.isEmpty)
  }

  @Test func `a row without an id at an address that was somebody's id needs one`() throws {
    var network = Network()
    try network.load([person("", "a@x.nl"), person("2", "b@x.nl")])
    try network.load([person("1", "a@x.nl"), person("2", "b@x.nl")])
    try network.load([person("1", "new@x.nl"), person("2", "b@x.nl")])
    try network.load([person("1", "new@x.nl"), person("2", "b@x.nl"), person("", "a@x.nl")])
    #expect(network.last?.waiting.first?.why.contains("this row needs an id") == true)
    #expect(network.roster.map(\.id) == ["1", "2"])
  }

  @Test func `names, addresses and holds come back from a snapshot`() throws {
    var network = try started()
    try network.say(false, "1")
    try network.load([person("901", "a@x.nl"), person("2", "b@x.nl"), person("3", "c@x.nl")])
    try network.load([person("901", "n@x.nl"), person("2", "b@x.nl"), person("3", "c@x.nl")])
    try network.load([person("901", "n@x.nl"), person("3", "b@x.nl", "X")])
    let copy = try RestatedState.readBack(network.state)
    #expect(try copy.people.existing("901") == network.number("1"))
    #expect(copy.givenUp == network.state.givenUp && copy.holds == network.state.holds)
    #expect(copy.former.keys.sorted() == network.state.former.keys.sorted())
  }

  @Test func `who is forgotten is forgotten under every id`() throws {
    var network = try started()
    try network.load([person("901", "a@x.nl"), person("2", "b@x.nl"), person("3", "c@x.nl")])
    let one = try network.number("1")
    #expect(network.state.people.allNames(one) == ["1", "901"])
    network.state.erase(one)
    #expect(network.state.people.existing("1") == nil)
    #expect(network.state.people.existing("901") == nil)
    #expect(network.state.people.otherNames.isEmpty)
  }
}

extension ProgrammeSample {
  fileprivate func programme(_ roster: Roster) throws -> Programme {
    var programme = try programme()
    programme.people = roster
    return programme
  }
}

enum RestatedState {
  /// The state as a snapshot tells it, line by line.
  static func readBack(_ state: State) throws -> State {
    var copy = State()
    for (entry, at) in state.restated(at: .distantPast) {
      let (type, fields) = state.codec.encode(entry)
      let json = [UInt8(ascii: "{")] + fields + [UInt8(ascii: "}")]
      if let entry = try JSONLine.parse(json, { try copy.decode(type: type, $0) }) {
        copy.apply(entry, at: at)
      }
    }
    return copy
  }
}
