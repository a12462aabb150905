import Domain
import Testing

@Suite struct AudienceTests {
  private func person(
    _ tags: [String] = [], organisation: String = "", language: String = "",
    fields: [String: String] = [:]
  ) throws -> Person {
    Person(
      id: "7", email: try MailAddress("Anna@Bakker.example"), name: "Anna Bakker",
      organisation: organisation, language: language, tags: tags, fields: fields)
  }

  @Test(arguments: [
    ("everyone", [], true), ("partner", ["partner"], true), ("partner", [], false),
    ("Partner", ["PARTNER"], true), ("\"mvo-manager\"", ["mvo-manager"], true),
    ("mvo-manager", ["mvo-manager"], true), ("\"twee woorden\"", ["Twee Woorden"], true),
    ("énergie", ["ÉNERGIE"], true), ("not pers", [], true), ("not pers", ["pers"], false),
    ("not not pers", ["pers"], true), ("a and b", ["a"], false), ("a and b", ["a", "b"], true),
    ("a or b", ["b"], true), ("a or b and c", ["a"], true), ("(a or b) and c", ["a"], false),
    ("not a or b", ["b"], true), ("not (a or b)", ["b"], false), ("a AND NOT b", ["a"], true),
    (
      "partner and (inkoper or \"mvo-manager\") and not pers", ["partner", "mvo-manager"], true
    ),
    (
      "partner and (inkoper or \"mvo-manager\") and not pers", ["partner", "inkoper", "pers"], false
    ),
    ("\"everyone\"", [], false), ("\"and\"", ["and"], true), ("tags = \"a\"", ["A"], true),
  ])
  func `words are tags`(text: String, tags: [String], matches: Bool) throws {
    #expect(try Audience(parsing: text).matches(person(tags)) == matches)
  }

  @Test(arguments: [
    ("rol = \"Inkoper\"", true), ("ROL = \"inkoper\"", true), ("rol = \"x\"", false),
    ("rol in (\"a\", \"inkoper\")", true), ("rol IN (\"a\")", false), ("geen = \"\"", true),
    ("organisation = \"bakker bv\"", true), ("language = \"en\"", true),
    ("email = \"anna@bakker.example\"", true), ("id = \"7\"", true),
    ("name = \"anna bakker\"", true),
    ("not rol = \"inkoper\"", false), ("rol = \"inkoper\" and language = \"nl\"", false),
    ("quote = \"a\\\"b\"", true),
  ])
  func `fields are columns`(text: String, matches: Bool) throws {
    let anna = try person(
      organisation: "Bakker BV", language: "en", fields: ["rol": "inkoper", "quote": "a\"b"])
    #expect(try Audience(parsing: text).matches(anna) == matches)
  }

  @Test(arguments: [
    ("", 0, "needed"), ("   ", 3, "needed"), ("a and", 5, "too early"), ("and a", 0, "before this"),
    ("a b", 2, "'and' or 'or'"), ("(a or b", 0, "not closed"), ("a)", 1, "never opened"),
    ("a = b", 4, "double quotes"), ("a in \"b\"", 5, "'('"), ("a in (\"b\"", 9, "','"),
    ("a in ()", 6, "double quotes"), ("\"a", 0, "does not end"), ("'a'", 0, "double quotes"),
    ("!a", 0, "'not'"), ("a && b", 2, "'and'"), ("a | b", 2, "'or'"), ("é = ;", 4, "no meaning"),
    ("\"a\" = \"b\"", 4, "column name"), ("a or or b", 5, "before this"), ("in", 0, "before this"),
  ])
  func `what is wrong has a place and a word of help`(text: String, offset: Int, help: String) {
    let problem = #expect(throws: AudienceProblem.self) { try Audience(parsing: text) }
    #expect(problem?.offset == offset)
    #expect(problem?.text.contains(help) == true, "\(problem?.text ?? "")")
  }

  @Test func `the words and columns it asks for have places`() throws {
    let audience = try Audience(parsing: "é and (b or Rol = \"x\") and not everyone and \"c d\"")
    #expect(audience.words.map(\.word) == ["é", "b", "c d"])
    #expect(audience.words.map(\.offset) == [0, 7, 44])
    #expect(audience.fields.map(\.name) == ["rol"])
    #expect(audience.fields.map(\.offset) == [12])
    #expect(audience.description == audience.source)
  }

  @Test func `deep nesting and long texts are refused`() {
    for text in [
      String(repeating: "(", count: 5000), String(repeating: "a or ", count: 5000),
      String(repeating: "not (", count: 100) + "a" + String(repeating: ")", count: 100),
    ] {
      #expect(throws: AudienceProblem.self) { try Audience(parsing: text) }
    }
    #expect(throws: Never.self) {
      try Audience(parsing: String(repeating: "not ", count: 2000) + "a")
    }
  }
}
