import Domain
import Testing

@Suite struct PluralFormTests {
  @Test(arguments: [
    ("nl", [0: "other", 1: "one", 2: "other", 21: "other"]),
    ("en", [0: "other", 1: "one", 101: "other"]),
    ("fr", [0: "one", 1: "one", 2: "other"]),
    ("pl", [1: "one", 2: "few", 5: "many", 12: "many", 21: "many", 22: "few", 112: "many"]),
    ("uk", [1: "one", 2: "few", 5: "many", 11: "many", 21: "one", 111: "many", 0: "many"]),
    ("hr", [1: "one", 3: "few", 5: "other", 11: "other", 21: "one"]),
    ("cs", [1: "one", 4: "few", 5: "other", 22: "other"]),
    ("sl", [1: "one", 2: "two", 4: "few", 5: "other", 101: "one", 102: "two"]),
    ("lt", [1: "one", 2: "few", 10: "other", 11: "other", 21: "one", 30: "other"]),
    ("lv", [0: "zero", 1: "one", 2: "other", 10: "zero", 11: "zero", 21: "one"]),
    ("ro", [0: "few", 1: "one", 2: "few", 19: "few", 20: "other", 101: "few", 120: "other"]),
    ("ga", [1: "one", 2: "two", 3: "few", 7: "many", 11: "other"]),
    ("gd", [1: "one", 11: "one", 12: "two", 19: "few", 20: "other"]),
    ("cy", [0: "zero", 1: "one", 2: "two", 3: "few", 6: "many", 4: "other"]),
    ("mt", [0: "few", 1: "one", 2: "two", 11: "many", 20: "other", 103: "few"]),
    ("ar", [0: "zero", 1: "one", 2: "two", 3: "few", 11: "many", 100: "other", 103: "few"]),
    ("he", [1: "one", 2: "two", 3: "other"]), ("is", [1: "one", 11: "other", 21: "one"]),
    ("ja", [0: "other", 1: "other"]),
  ])
  func `a number has the form that its language gives it`(
    language: String, forms: [Int: String]
  ) {
    for (number, form) in forms {
      #expect(PluralForm(number, language: language).rawValue == form, "\(number) in \(language)")
    }
  }

  @Test func `a language has only the forms that some number has`() {
    #expect(PluralForm.all(in: "nl") == [.one, .other])
    #expect(PluralForm.all(in: "pl") == [.one, .few, .many])
    #expect(PluralForm.all(in: "ja") == [.other])
    #expect(PluralForm.all(in: "xx") == [.one, .other])
  }
}
