import Domain
import Foundation
import Letters
import Testing

@Suite struct GoldenTests {
  @Test("Each shipped letter is the mail that was reviewed", arguments: GoldenCase.all)
  func letter(_ golden: GoldenCase) throws {
    let letter = try Fixture.composer().compose(try golden.request())
    try Golden.expect(letter.message, in: golden.fileName)
  }

  @Test("No letter is shipped that nobody reviewed")
  func all() throws {
    let known = Set(GoldenCase.all.map { "\($0.name)-\($0.language)" })
    for key in TemplateFolder.shipped.letters.keys {
      let parts = key.split(separator: "/")
      let name = parts.dropFirst().joined(separator: "-") + "-\(parts[0])"
      #expect(known.contains(name), "\(key) has no golden mail")
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: Golden.folder.path)
    #expect(Set(files) == Set(GoldenCase.all.map(\.fileName)))
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
