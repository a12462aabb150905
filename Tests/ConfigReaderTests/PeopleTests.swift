import ConfigReader
import Domain
import Foundation
import Testing

@Suite struct PeopleTests {
  private func read(
    _ files: [String: String]
  ) throws -> (people: [Person], problems: [String]) {
    let folder = try Folder()
    try folder.remove("Config/people")
    try folder.remove("Config/events")
    try folder.remove("Config/newsletters")
    for (name, text) in files { try folder.write("Config/people/\(name)", text) }
    let (programme, problems) = folder.read()
    return (programme.map { Array($0.people) } ?? [], problems.map(\.description))
  }

  @Test func `the fixture's people are united and whole`() throws {
    let people = try #require(try Folder().read().programme).people
    try #require(people.map(\.id) == ["1", "2", "3", "dora@los.example"])
    let anna = try #require(people.person(id: "1"))
    #expect(anna.email.text == "anna@bakker.example" && anna.organisation == "Bakker BV")
    #expect(anna.tags == ["partner", "inkoper", "extra"])
    #expect(anna.fields == ["rol": "inkoop", "stad": "Utrecht"])
    #expect(people[1].name == "Bob \"de\" Smid" && people[1].language == "en")
    #expect(people[2].fields["rol"] == "twee regels" && people[2].language == "")
    #expect(try people.index(ofAddress: MailAddress("ANNA@bakker.example")) == 0)
  }

  @Test(arguments: [
    "email,name\na@b.example,A\n", "email;name\r\na@b.example;A",
    "\u{FEFF}email,name\ra@b.example,A\r",
    "EMAIL , Name\n a@b.example , A \n\n\n", "email;name\n\"a@b.example\";\"A\"\n",
    "\"email\",\"name\"\n\n  \na@b.example,A\n",
  ])
  func `every usual export is read`(text: String) throws {
    let (people, problems) = try read(["p.csv": text])
    #expect(problems == [])
    #expect(people.map(\.email.text) == ["a@b.example"] && people.map(\.name) == ["A"])
  }

  @Test(arguments: [
    ("email\nx\n", "2", "row left out: \"x\" has no @"),
    ("name,email\nA,\n", "2", "row left out: no email address"),
    ("email,name\na@b.example\n", "2", "row left out: 1 cells under 2 columns"),
    ("email,name\na@b.example,A,B\n", "2", "row left out: 3 cells under 2 columns"),
    ("email,name\na@b.example,\"A\"x\n", "2", "row left out: a quote in the wrong place"),
    (
      "email,name\n\"a@b.example\",\"two\nlines\"\nx@y.example,\u{7}\n", "4",
      "row left out: 'name' has a control character"
    ),
    (
      "email,name\na@b.example,\(String(repeating: "x", count: 10_001))\n", "2",
      "row left out: 'name' is longer than 10000 bytes"
    ),
  ])
  func `a bad row is left out and the others count`(
    text: String, line: String, says: String
  ) throws {
    let (people, problems) = try read(["p.csv": text, "q.csv": "email\ngood@b.example\n"])
    #expect(problems == ["Config/people/p.csv:\(line):1: warning: \(says)"])
    #expect(people.contains { $0.email.text == "good@b.example" })
  }

  @Test(arguments: [
    ("", "1:1: error: the header row is missing"),
    ("name;e-mail\n", "1:1: error: the header needs a column 'email'; did you mean 'e-mail'?"),
    ("email,email\n", "1:1: error: the column 'email' is there twice"),
    ("email,name\na@b.example,A\nb@b.example,\"B\n", "3:13: error: this quote is never closed"),
  ])
  func `a file that cannot be a roster is an error`(text: String, says: String) throws {
    #expect(try read(["p.csv": text]).problems == ["Config/people/p.csv:\(says)"])
  }

  @Test func `a row that is not UTF-8 is left out`() throws {
    let folder = try Folder()
    let latin =
      Array("email,name\na@b.example,Ren".utf8) + [0xE9, 10] + Array("c@d.example,C\n".utf8)
    try folder.write("Config/people/latin.csv", bytes: latin)
    #expect(
      folder.problems() == [
        "Config/people/latin.csv:2:1: warning: row left out: 'name' is not UTF-8; "
          + "save the file as UTF-8"
      ])
  }

  @Test func `rows of one id or one address are one person, and conflicts name both lines`() throws
  {
    let (people, problems) = try read([
      "a.csv": "id,email,name,tags\n7,a@x.example,Anna,\"x;y\"\n8,b@x.example,Bob,\n",
      "b.csv": "id,email,name,tags,stad\n7,anna@x.example,Anne,\"y;z\",Ede\n,B@X.example,,,\n",
    ])
    try #require(people.map(\.id) == ["7", "8"])
    #expect(people[0].email.text == "a@x.example" && people[0].name == "Anna")
    #expect(people[0].tags == ["x", "y", "z"] && people[0].fields["stad"] == "Ede")
    #expect(
      problems == [
        "Config/people/b.csv:2:1: warning: the same person as Config/people/a.csv:2, but other "
          + "values, of which the first counts: email 'a@x.example' and 'anna@x.example', "
          + "name 'Anna' and 'Anne'"
      ])
  }

  @Test func `an id that comes later is the person's`() throws {
    let (people, problems) = try read([
      "a.csv": "email\na@x.example\n", "b.csv": "id;email\n7;A@x.example\n",
    ])
    #expect(people.map(\.id) == ["7"] && problems == [])
  }

  @Test func `a row can show that two people are one`() throws {
    let (people, problems) = try read([
      "a.csv": "id,email\n1,a@x.example\n2,b@x.example\n1,b@x.example\n"
    ])
    #expect(people.map(\.id) == ["1"])
    #expect(problems.count == 2 && problems.allSatisfy { $0.contains("the same person as line 2") })
  }

  @Test func `a language without templates is told once`() throws {
    let (people, problems) = try read([
      "a.csv": "email,language\na@x.example,de\nb@x.example,DE-at\nc@x.example,nl\n"
    ])
    #expect(people.map(\.language) == ["de", "de", "nl"])
    #expect(
      problems == [
        "Config/people/a.csv:2:1: warning: there are no templates in 'de'; who reads it gets 'nl'"
      ])
  }

  @Test func `a file that is too large or no file is an error`() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/Config/people/x.csv", withIntermediateDirectories: true)
    try #require(mkfifo("\(folder.path)/Config/people/pipe.csv", 0o600) == 0)
    try folder.write(
      "Config/events/big.toml", bytes: Array(repeating: UInt8(ascii: "#"), count: 1 << 20 + 1))
    try folder.write("Config/people/y.cvs", "email\n")
    try folder.write("Config/event/z.toml", "")
    #expect(
      folder.problems() == [
        "Config/event:1:1: error: is not read; did you mean 'events'?",
        "Config/events/big.toml:1:1: error: is larger than 1 MB",
        "Config/people/pipe.csv:1:1: error: is not a file",
        "Config/people/x.csv:1:1: error: is not a file",
        "Config/people/y.cvs:1:1: error: is not read; did you mean '.csv'?",
      ])
  }
}
