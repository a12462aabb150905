import Domain
import Foundation
import Letters
import Testing

/// Twice the input is at most about twice the work: counted in steps, never in seconds.
@Suite struct EffortTests {
  /// What the work for twice as much is to that for once as much; 2 is a straight line, 4 a square.
  private func growth(_ size: Int, _ work: (Int) throws -> Int) rethrows -> Double {
    Double(try work(2 * size)) / Double(max(1, try work(size)))
  }

  @Test("A text grows where it stands, instead of being copied for each piece")
  func literals() {
    func moved(_ pieces: Int) -> Int {
      var program = Program()
      for _ in 0..<pieces { program.append(literal: "<td></td>".utf8) }
      return program.moved
    }
    #expect(moved(4000) < 4000 * 9 * 4)
    #expect(growth(4000, moved) < 3)
  }

  @Test(
    "What becomes of a table grows with what was typed, however wide it is",
    arguments: [
      { Self.row("a", $0) + Self.row("-", $0) + String(repeating: "a\n", count: 2 * $0) },
      {
        "> " + Self.row("a", $0) + "> " + Self.row("-", $0) + String(repeating: "> a\n", count: $0)
      },
      { Self.row("a", 40) + Self.row(":-", 40) + String(repeating: "|b\n", count: $0) },
    ] as [@Sendable (Int) -> String])
  func tables(_ text: @Sendable (Int) -> String) throws {
    let composer = try Fixture.composer()
    for size in [20, 45, 90] {
      #expect(growth(size) { composer.html(markdown: text($0)).utf8.count } < 2.6, "\(size)")
    }
    // A host's longest note stays a mail that can be sent.
    let note = String(text(900).prefix(3844))
    #expect(composer.html(markdown: note).utf8.count < 1_000_000)
  }

  @Test("A table that people write is as it was; one that no page is wide enough for stays text")
  func widths() throws {
    let composer = try Fixture.composer()
    let html = composer.html(markdown: "|a|b|c|\n|-|-|-|\n|1|||\n|1|2|3|")
    #expect(html.components(separatedBy: "<td ").count - 1 == 6)
    #expect(composer.html(markdown: Self.row("a", 49) + Self.row("-", 49)).contains("<table"))
    let wide = composer.html(markdown: Self.row("a", 60) + Self.row("-", 60))
    #expect(!wide.contains("<table") && wide.contains("|a|a|"))
  }

  @Test("Lists and rows of buttons that follow each other are joined in one go")
  func joins() throws {
    let composer = try Fixture.composer()
    let button = "[ja](https://x.example \"button\")\n\n"
    let html = composer.html(markdown: String(repeating: button, count: 400))
    #expect(html.components(separatedBy: "<p ").count - 1 == 1)
    #expect(html.components(separatedBy: "class=b").count - 1 == 1)
    #expect(html.components(separatedBy: "class=o").count - 1 == 399)
  }

  @Test("The places of many problems are found in one walk")
  func places() {
    let line = "ä <b>x</b> [l](ftp://x)\n"
    let steps = { (lines: Int) in
      let text = String(repeating: line, count: lines)
      let counter = PlaceCounter(text)
      var search = ForwardSearch(text)
      for number in 0..<lines {
        let place = counter.place(at: search.next("<b>"))
        #expect(place.line == number && place.column == 2)
        _ = search.next("](ftp:", "](<ftp:")
        if number % (lines / 4) == 0 { _ = search.next("not there") }
      }
      return counter.steps + search.steps
    }
    #expect(growth(200, steps) < 2.5)
    #expect(steps(400) < 400 * line.utf8.count * 25)
  }

  @Test("Sections nested without end are a problem with its place, and end no process")
  func nesting() throws {
    var templates = TemplateFolder.shipped
    let body =
      String(repeating: "{{#answer.yes}}", count: 5000)
      + String(repeating: "{{/answer.yes}}", count: 5000)
    templates.letters["nl/thanks"] = Article(
      path: "T.md", subject: "S", preheader: "", body: body, bodyLine: 5)
    let programme = try Fixture.programme(events: [try Fixture.event()], templates: templates)
    let problems = Composer.check(programme).map(\.description)
    #expect(problems.contains { $0.hasPrefix("T.md:5:601: error: {{#answer.yes}} stands in 40") })
  }

  @Test("Thousands of sections that end elsewhere are each named")
  func crossed() throws {
    var templates = TemplateFolder.shipped
    let body = String(repeating: "{{#answer.yes}}a\n\nb{{/answer.yes}}\n\n", count: 400)
    templates.letters["nl/thanks"] = Article(
      path: "T.md", subject: "S", preheader: "", body: body, bodyLine: 5)
    let programme = try Fixture.programme(events: [try Fixture.event()], templates: templates)
    #expect(Composer.check(programme).count { $0.path == "T.md" } == 400)
  }

  private static func row(_ cell: String, _ columns: Int) -> String {
    "|" + String(repeating: cell + "|", count: columns) + "\n"
  }
}
