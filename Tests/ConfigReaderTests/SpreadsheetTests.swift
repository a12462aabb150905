import ConfigReader
import Domain
import Foundation
import Testing

/// What spreadsheets make of a roster, and rosters with very many mistakes.
@Suite struct SpreadsheetTests {
  private func read(
    _ text: String, isWhole: Bool = false
  ) throws -> (people: [Person], problems: [Problem]) {
    let folder = try Folder()
    for name in ["people", "events", "newsletters"] { try folder.remove("Config/\(name)") }
    try folder.write("Config/people/p.csv", text)
    let (programme, problems) = ConfigReader.read(
      directory: folder.path + "/Config", now: Instant(seconds: 1_800_000_000), isWhole: isWhole)
    return (programme.map { Array($0.people) } ?? [], problems)
  }

  @Test(arguments: [
    "sep=;\nid;email;tags\n7;a@b.nl;x, y\n",
    "\u{FEFF}SEP=;\r\nid;email;tags\r\n7;a@b.nl;\"x;y\"\r\n",
    "\"sep=\t\"\nid\temail\ttags\n7\ta@b.nl\tx;y\n", "id\temail\ttags\n7\ta@b.nl\tx,y\n",
    "id;email;tags;;\n7;a@b.nl;x,y;;\n;;;;\n \u{A0};;\u{200B};;\n",
    "id,email,tags\n=\"7\",=\"a@b.nl\",\"=\"\"x;y\"\"\"\n",
    "id,email,tags\n\"7\",\"a@b.nl\",=\"x;y\"\n",
    "\u{200B}id,e\u{AD}mail,tags\u{A0}\n7\u{FEFF},a@\u{2060}b.nl\u{A0},\u{200E}x;y\n",
    "id,email,tags\n\u{FEFF}\"7\",a@b.nl,x\n\u{FEFF}7,a@b.nl,y\n",
  ])
  func `what a spreadsheet saves is read`(text: String) throws {
    let (people, problems) = try read(text)
    #expect(problems == [], "\(text)")
    #expect(people.map(\.id) == ["7"] && people.map(\.email.text) == ["a@b.nl"], "\(text)")
    #expect(people.map(\.tags) == [["x", "y"]], "\(text)")
  }

  @Test func `a comma is part of a tag where it is the separator`() throws {
    #expect(try read("email,tags\na@b.nl,\"x, y\"\n").people.map(\.tags) == [["x, y"]])
  }

  @Test func `joiners inside of words stay, and what is not read is shown`() throws {
    #expect(try read("email,name\na@b.nl,می\u{200C}خواهم\n").people[0].name.contains("\u{200C}"))
    let problems = try read("email,name\na\u{200D}b.nl,A\n").problems
    #expect(problems.map(\.text) == ["row left out: \"a<U+200D>b.nl\" has no @"])
    #expect("a\u{A0}b\u{7}\u{202E}c".visible == "a<U+00A0>b <U+202E>c" && "é🦊".visible == "é🦊")
  }

  @Test func `an id beside three addresses is an error, beside two a warning`() throws {
    let two = try read("id,email\n0,a@b.nl\n0,b@b.nl\n1,c@b.nl\n")
    #expect(two.people.count == 2 && two.problems.map(\.severity) == [.warning])
    let three = try read("id,email\n0,a@b.nl\n0,b@b.nl\n0,a@b.nl\n0,c@b.nl\n0,d@b.nl\n").problems
    let error = try #require(three.first { $0.severity == .error })
    #expect(error.line == 2)
    #expect(
      error.text.hasPrefix("4 addresses share the id '0' (line 2, line 3, line 5, …)"),
      "\(error.text)")
    // Rows without an id have none in common.
    #expect(try read("id,email\n,a@b.nl\n,b@b.nl\n,c@b.nl\n").problems == [])
  }

  @Test func `of one kind the first twenty are told, and a count`() throws {
    var text = "email,name\n"
    for row in 0..<500 { text += row % 2 == 0 ? "x\(row)\"y,A\n" : "p\(row)@b.nl\n" }
    let problems = try read(text).problems
    #expect(problems.count == 42, "\(problems.count)")
    #expect(problems.reduce(0) { $0 + $1.count } == 500)
    let counts = problems.filter { $0.count > 1 }
    #expect(counts.map(\.count) == [230, 230])
    #expect(counts.allSatisfy { $0.text.hasPrefix("and 230 more of this kind") })
    #expect(try read(text, isWhole: true).problems.count == 500)
  }

  @Test func `every kind of problem is counted, whatever file it is in`() throws {
    let folder = try Folder()
    let words = (0..<60).map { "\"woord\($0)\"" }.joined(separator: " or ")
    try folder.write(
      "Config/events/many.toml",
      """
      kind = "gathering"
      title = "Veel"
      starts = 2027-06-17T14:00:00
      ends = 2027-06-17T17:30:00
      host = "Sanne <sanne@mvo.example>"
      audience = '\(words)'
      """)
    let problems = folder.read().problems.filter { $0.path == "Config/events/many.toml" }
    #expect(problems.count == 21, "\(problems.count)")
    #expect(problems.last?.text.hasPrefix("and 40 more") == true)
  }

  /// Rows of one person that differ in everything.
  private func conflicts(_ rows: Int) -> [UInt8] {
    var text = "id,email,name,tags,field\n"
    for row in 0..<rows {
      text += "\(row / 2),p\((row + 1) / 2)@b.nl,Name \(row),tag\(row),\(row)\n"
    }
    return Array(text.utf8)
  }

  @Test func `twice the rows are twice the work`() {
    let (one, looks) = ConfigReader.unite(csv: conflicts(2_000))
    let (two, double) = ConfigReader.unite(csv: conflicts(4_000))
    #expect(one.count == 1 && two.count == 1 && one[0].tags.count == 2_000)
    #expect(double <= looks * 2 + 100, "\(looks) and \(double)")
    #expect(double < 4_000 * 20)
  }
}
