import Reception
import Templating
import Testing

@Suite struct CSVTextTests {
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

@Suite struct IPNetworkTests {
  @Test(arguments: [
    "127.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "2001:db8::/32", "[::1]", "::ffff:10.0.0.1",
  ])
  func `an address or a network is read`(text: String) {
    #expect(IPNetwork(text) != nil)
  }

  @Test(arguments: ["", "localhost", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.1/-1", "1/2/3"])
  func `anything else is not`(text: String) {
    #expect(IPNetwork(text) == nil)
  }
}
