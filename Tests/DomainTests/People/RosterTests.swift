import Domain
import Testing

/// The roster gives back what was put in, and finds everybody by both names.
@Suite struct RosterTests {
  private static func people(_ count: Int) throws -> [Person] {
    try (0..<count).map { number in
      let address = try MailAddress(
        number.isMultiple(of: 3) ? "Person.\(number)@Network.test" : "person\(number)@network.test")
      return Person(
        id: number.isMultiple(of: 5) ? address.normalized : "crm-\(number)", email: address,
        name: number == 7 ? "" : "Zoë \u{1F98A} Jansen-\(number)",
        organisation: String(repeating: "Bakker & Zn. ", count: number % 30),
        language: ["", "nl", "en"][number % 3],
        tags: number.isMultiple(of: 4) ? [] : ["partner", "tag \(number % 10)"],
        fields: number.isMultiple(of: 2)
          ? [:] : ["city": "Zwolle", "room \(number % 7)": "\(number)"])
    }
  }

  @Test("what was put in comes out, in order")
  func roundTrip() throws {
    let people = try Self.people(2000)
    let roster = Roster(people)
    #expect(Array(roster) == people)
    #expect(roster.count == 2000 && Roster([]).isEmpty)
  }

  @Test("everybody is found by id and by address, in any case, and nobody else is")
  func lookup() throws {
    let people = try Self.people(2000)
    let roster = Roster(people)
    for (place, person) in people.enumerated() {
      #expect(roster.index(ofID: person.id) == place)
      let shouted = try MailAddress(person.email.text.uppercased())
      #expect(roster.index(ofAddress: shouted) == place)
    }
    #expect(roster.person(id: "crm-5000") == nil && roster.person(id: "") == nil)
    #expect(roster.index(ofAddress: try MailAddress("nobody@network.test")) == nil)
    #expect(Roster([]).person(id: "crm-1") == nil)
  }

  @Test("a spelling of the same letters is the same name, and of two the first is found")
  func alike() throws {
    let first = Person(id: "Zo\u{EB}", email: try MailAddress("a@b.example"), name: "1")
    let second = Person(id: "Zoe\u{308}", email: try MailAddress("A@b.example"), name: "2")
    let roster = Roster([first, second])
    #expect(roster.person(id: "Zoe\u{308}")?.name == "1")
    #expect(roster.index(ofAddress: second.email) == 0)
    #expect(roster[1] == second)
  }
}
