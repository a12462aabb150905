import Domain
import Testing

@Suite struct AudienceIndexTests {
  private func roster() throws -> Roster {
    Roster(
      try (0..<200).map { number in
        Person(
          id: "p\(number)", email: try MailAddress("p\(number)@b.example"),
          organisation: number % 5 == 0 ? "Bakker" : "",
          tags: ["a", "B", "c"].enumerated().filter { number >> $0.offset & 1 == 1 }.map(\.element),
          fields: ["size": "\(number % 4)"])
      })
  }

  @Test(
    "means the same people as asking each of them",
    arguments: [
      "everyone", "a", "not a", "a and b", "a or c", "a and not (b or c)", "size = \"3\"",
      "size in (\"1\", \"2\") and b", "organisation = \"bakker\" or not everyone", "nobody",
    ])
  func same(_ text: String) throws {
    let roster = try roster()
    let audience = try Audience(parsing: text)
    // Numbers of the state, which are no places of the roster.
    let numbers = roster.indices.map { Int32($0 * 3 + 70) }
    let index = AudienceIndex([audience, .everyone], roster, numbers: numbers)
    let expected = zip(roster, numbers).filter { audience.matches($0.0) }.map(\.1)
    #expect(Array(index.people(audience)) == expected)
    #expect(index.people(audience) == PeopleSet(expected.reversed()))
    #expect(index.people(audience).count == expected.count)
  }
}
