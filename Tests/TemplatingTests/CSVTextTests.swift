import Templating
import Testing

@Suite struct CSVTextTests {
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

  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("two\r\nlines", "\"two\r\nlines\""), ("", ""),
    ("=1+1", "'=1+1"), ("+31 6", "'+31 6"), ("-2", "'-2"), ("@SUM(A1)", "'@SUM(A1)"),
    ("\tx", "\"'\tx\""), ("\rx", "\"'\rx\""), ("\u{FF1D}1", "'\u{FF1D}1"), ("  =1", "'  =1"),
    ("=\"a\",b", "\"'=\"\"a\"\",b\""), ("a=1", "a=1"),
  ])
  func `a cell is quoted where it must be and is never a formula`(text: String, cell: String) {
    #expect(CSVText.row([text]) == cell + "\r\n")
  }

  @Test func `cells are separated by commas`() {
    #expect(CSVText.row(["a", "", "c"]) == "a,,c\r\n")
  }
}
