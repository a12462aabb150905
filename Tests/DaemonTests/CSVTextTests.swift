import Daemon
import Testing

@Suite struct CSVTextTests {
  @Test(
    "cells that a spreadsheet could take for formulas are neutralised",
    arguments: [
      ("=1+1", "'=1+1"), ("+31 6", "'+31 6"), ("-x", "'-x"), ("@a", "'@a"), ("\ta", "'\ta"),
      ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
      ("=a\"b", "\"'=a\"\"b\""),
    ])
  func neutralises(_ text: String, _ cell: String) {
    #expect(CSVText.line([text]) == cell)
  }
}
