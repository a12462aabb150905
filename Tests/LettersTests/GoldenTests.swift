import Domain
import Letters
import Testing

@Suite struct GoldenTests {
  @Test("Each shipped letter is the mail that was reviewed", arguments: GoldenCase.all)
  func letter(_ golden: GoldenCase) throws {
    let letter = try Fixture.composer().compose(try golden.request())
    try Golden.expect(letter.message, in: golden.fileName)
  }

  @Test("Shipped templates, words and layouts have no problems at all")
  func shippedTemplates() throws {
    let problems = Composer.check(
      try Fixture.programme(events: [try Fixture.event(), try Fixture.newsletter()]))
    #expect(problems.map(\.description) == [])
  }

  @Test(
    "Equal requests give equal bytes, whether or not the event was prepared",
    arguments: GoldenCase.all)
  func deterministic(_ golden: GoldenCase) throws {
    let request = try golden.request()
    let prepared = try Fixture.composer(events: request.event.map { [$0] } ?? [])
    let first = try Fixture.composer().compose(request)
    #expect(try prepared.compose(request).message == first.message)
  }
}
