import Reception
import Templating
import Testing

@Suite struct CSVTests {
  @Test(arguments: [
    ("=1+1", "'=1+1"), ("a;=1", "\"a;'=1\""), ("a\t@x", "\"a\t'@x\""), ("a,-2", "\"a,'-2\""),
    ("a\n+1", "\"a\n'+1\""), ("a\r\n+1", "\"a\r\n'+1\""), ("a; \u{FF1D}1", "\"a;' \u{FF1D}1\""),
    ("a;\"=1", "\"a;'\"\"=1\""), ("\tx", "\"'\tx\""), ("a - b = c", "a - b = c"),
    ("a;b,c", "\"a;b,c\""), ("", ""), ("jan-piet@x.nl", "jan-piet@x.nl"), ("a;;=1", "\"a;;'=1\""),
  ])
  func `a cell is no formula, wherever a spreadsheet parts it`(cell: String, written: String) {
    #expect(CSVText.row([cell]) == written + "\r\n")
  }

  @Test func `the separator is that of the reader's spreadsheet`() {
    #expect(
      ["nl", "nl-BE", "DE", "fr_FR", "es"].map(CSVText.separator) == [";", ";", ";", ";", ";"])
    #expect(["en", "en-GB", "", "ja"].map(CSVText.separator) == [",", ",", ",", ","])
    #expect(CSVText.row(["a", "b;c", "d,e"], separator: ";") == "a;\"b;c\";\"d,e\"\r\n")
  }
}
