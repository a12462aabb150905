import Domain
import Letters
import Testing

@Suite struct LinkTokenTests {
  private let directory = LinkIndex(
    events: ["openspace-juni", "intervisie-jan"],
    people: (0..<500).map { "person-\($0)" } + ["sanne@mvo.example"])

  @Test(
    "A token opens to its event and person, for its purpose only", arguments: LinkPurpose.allCases)
  func roundTrip(_ purpose: LinkPurpose) throws {
    let token = LinkToken.make(
      purpose, event: "openspace-juni", person: "person-7", keys: Fixture.keys)
    for other in LinkPurpose.allCases {
      let found = LinkToken.open(token, for: other, in: directory, keys: Fixture.keys)
      #expect(found?.event == (other == purpose ? "openspace-juni" : nil))
      #expect(found?.person == (other == purpose ? "person-7" : nil))
    }
  }

  @Test("Links that were revoked do not open, those made since do")
  func revoked() {
    func token(_ generation: Int) -> String {
      LinkToken.make(
        .host, event: "openspace-juni", person: "sanne@mvo.example", generation: generation,
        keys: Fixture.keys)
    }
    for made in 0..<3 {
      for now in 0..<3 {
        let found = LinkToken.open(
          token(made), for: .host, in: directory, keys: Fixture.keys,
          generation: { $0 == "openspace-juni" ? now : 9 })
        #expect(found?.person == (made == now ? "sanne@mvo.example" : nil))
      }
    }
  }

  @Test("A link without an event opens without one")
  func noEvent() throws {
    let token = LinkToken.make(.unsubscribe, event: "", person: "person-7", keys: Fixture.keys)
    let found = LinkToken.open(token, for: .unsubscribe, in: directory, keys: Fixture.keys)
    #expect(found?.event == "")
    #expect(found?.person == "person-7")
  }

  @Test("Who comes later has links that open at once, and nobody loses theirs")
  func latecomers() {
    var grown = directory
    let late = (0..<40).map { "late-\($0)@x.example" }
    for person in late + ["person-7"] {
      let token = LinkToken.make(
        .rsvp, event: "openspace-juni", person: person, keys: Fixture.keys)
      let isKnown = LinkToken.open(token, for: .rsvp, in: grown, keys: Fixture.keys) != nil
      #expect(isKnown == (person == "person-7"))
    }
    grown.add(people: late)
    for person in late + (0..<500).map({ "person-\($0)" }) {
      let token = LinkToken.make(
        .rsvp, event: "openspace-juni", person: person, keys: Fixture.keys)
      let found = LinkToken.open(token, for: .rsvp, in: grown, keys: Fixture.keys)
      #expect(found?.person == person)
    }
  }

  @Test("Any other character anywhere closes the door")
  func oneSpelling() {
    let token = LinkToken.make(
      .rsvp, event: "openspace-juni", person: "person-7", keys: Fixture.keys)
    let characters = Array(token.utf8)
    let alphabet = Array(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=.".utf8)
    for index in characters.indices {
      for character in alphabet where character != characters[index] {
        var changed = characters
        changed[index] = character
        let text = String(decoding: changed, as: UTF8.self)
        #expect(LinkToken.open(text, for: .rsvp, in: directory, keys: Fixture.keys) == nil)
      }
    }
  }

  @Test(
    "Longer, shorter and padded spellings do not open",
    arguments: ["", "=", "1", "%31", " ", "\n", "A", "\u{0}"])
  func otherSpellings(_ end: String) {
    let token = LinkToken.make(
      .rsvp, event: "openspace-juni", person: "person-7", keys: Fixture.keys)
    let known = LinkToken.open(token + end, for: .rsvp, in: directory, keys: Fixture.keys)
    #expect((known == nil) == !end.isEmpty)
    let short = String(token.dropLast())
    #expect(
      LinkToken.open(short + end, for: .rsvp, in: directory, keys: Fixture.keys) == nil
        || end == "1")
    #expect(
      LinkToken.open(end + token, for: .rsvp, in: directory, keys: Fixture.keys) == nil
        || end.isEmpty)
  }

  @Test("Somebody the directory does not hold has no link")
  func forgotten() {
    let token = LinkToken.make(.rsvp, event: "openspace-juni", person: "gone", keys: Fixture.keys)
    #expect(LinkToken.open(token, for: .rsvp, in: directory, keys: Fixture.keys) == nil)
  }

  @Test("A new key signs, the old one still opens, a dropped one does not")
  func rotation() {
    let old = SigningKeys(keys: [(id: 1, secret: Array(0..<32))])
    let both = SigningKeys(keys: [(id: 2, secret: Array(32..<64)), (id: 1, secret: Array(0..<32))])
    let new = SigningKeys(keys: [(id: 2, secret: Array(32..<64))])
    let before = LinkToken.make(.rsvp, event: "openspace-juni", person: "person-7", keys: old)
    let after = LinkToken.make(.rsvp, event: "openspace-juni", person: "person-7", keys: both)
    #expect(before != after)
    #expect(LinkToken.open(before, for: .rsvp, in: directory, keys: both) != nil)
    #expect(LinkToken.open(after, for: .rsvp, in: directory, keys: both) != nil)
    #expect(LinkToken.open(before, for: .rsvp, in: directory, keys: new) == nil)
    #expect(LinkToken.open(after, for: .rsvp, in: directory, keys: old) == nil)
    // What comes back by mail months later was tagged with the key of its time.
    let tag = AddressTag.bounce(
      event: "openspace-juni", step: "invitation", person: "person-7", keys: old)
    let leave = AddressTag.unsubscribe(person: "person-7", keys: old)
    for (keys, opens) in [(both, true), (new, false)] {
      let found = AddressTag.openBounce(tag, in: directory, keys: keys) { _ in ["invitation"] }
      #expect((found?.person == "person-7") == opens)
      #expect((AddressTag.openUnsubscribe(leave, in: directory, keys: keys) != nil) == opens)
    }
    let uid = AddressTag.calendar(event: "openspace-juni", person: "person-7", keys: old)
    #expect(AddressTag.openCalendar(uid: uid, in: directory, keys: both)?.person == "person-7")
    #expect(AddressTag.openCalendar(uid: uid, in: directory, keys: new) == nil)
    #expect(AddressTag.calendar(event: "openspace-juni", person: "person-7", keys: both) == uid)
  }

  @Test("A link fits a line, ends in a digit and needs no encoding", arguments: 0..<500)
  func shape(_ number: Int) {
    let token = LinkToken.make(
      .rsvp, event: "openspace-juni", person: "person-\(number)", keys: Fixture.keys)
    #expect("https://doe-mee.mvo.example/r/\(token)?a=maybe".utf8.count <= 76)
    #expect(token.last?.isNumber == true)
    let safe = token.utf8.allSatisfy { byte in
      byte == 0x2d || byte == 0x5f || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
        || (0x61...0x7a).contains(byte)
    }
    #expect(safe)
  }

  @Test("A bounce address names event, step and person, in any case of letters")
  func bounce() throws {
    let tag = AddressTag.bounce(
      event: "openspace-juni", step: "reminder", person: "person-9", keys: Fixture.keys)
    #expect(tag.utf8.count == AddressTag.length)
    for spelling in [tag, tag.uppercased()] {
      let found = AddressTag.openBounce(spelling, in: directory, keys: Fixture.keys) { _ in
        ["invitation", "reminder"]
      }
      #expect(found?.event == "openspace-juni")
      #expect(found?.step == "reminder")
      #expect(found?.person == "person-9")
    }
    #expect(
      AddressTag.openBounce(tag, in: directory, keys: Fixture.keys) { _ in ["invitation"] } == nil)
    #expect(AddressTag.openUnsubscribe(tag, in: directory, keys: Fixture.keys) == nil)
    let mailbox = try MailAddress("bounces@mvo.example")
    #expect(AddressTag.address(tag, at: mailbox) == "bounces+\(tag)@mvo.example")
  }

  @Test("Every changed bit of a bounce tag, unsubscribe tag or UID is refused")
  func changedTags() {
    let bounce = AddressTag.bounce(
      event: "openspace-juni", step: "reminder", person: "person-9", keys: Fixture.keys)
    let leave = AddressTag.unsubscribe(person: "person-9", keys: Fixture.keys)
    let uid = AddressTag.calendar(event: "openspace-juni", person: "person-9", keys: Fixture.keys)
    for text in [bounce, leave, uid] {
      for index in text.utf8.indices {
        for character in "abcdefghijklmnopqrstuvwxyz234567" where text[index] != character {
          let changed = text[..<index] + String(character) + text[text.utf8.index(after: index)...]
          #expect(
            AddressTag.openBounce(String(changed), in: directory, keys: Fixture.keys) { _ in
              ["reminder"]
            } == nil)
          #expect(
            AddressTag.openUnsubscribe(String(changed), in: directory, keys: Fixture.keys) == nil)
          #expect(
            AddressTag.openCalendar(uid: String(changed), in: directory, keys: Fixture.keys) == nil)
        }
      }
    }
  }

  @Test("Unsubscribe tags and calendar UIDs open to whom they were made for")
  func otherTags() {
    let leave = AddressTag.unsubscribe(person: "person-9", keys: Fixture.keys)
    #expect(AddressTag.openUnsubscribe(leave, in: directory, keys: Fixture.keys) == "person-9")
    let uid = AddressTag.calendar(event: "intervisie-jan", person: "person-9", keys: Fixture.keys)
    let found = AddressTag.openCalendar(
      uid: uid + "@mvo.example", in: directory, keys: Fixture.keys)
    #expect(found?.event == "intervisie-jan")
    #expect(found?.person == "person-9")
  }
}
