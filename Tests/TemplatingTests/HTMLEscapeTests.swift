import Templating
import Testing

@Suite struct HTMLEscapeTests {
  @Test(arguments: [
    ("plain é", "plain é"),
    ("<a b=\"c\" d='e'>&amp;", "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;"),
    ("a\tb\nc\r\n", "a\tb\nc\r\n"), ("\0\u{1B}[31m\u{7F}", "\u{FFFD}\u{FFFD}[31m\u{FFFD}"),
    ("", ""),
  ])
  func `text stays text`(plain: String, escaped: String) {
    #expect(HTMLEscape.text(plain) == escaped)
  }

  @Test func `no mark of markup is left, and nothing else is lost`() {
    var dice = SeededDice(state: 3)
    let scalars = Array("<>&\"'ab;#é\n\u{3C0}".unicodeScalars)
    for _ in 0..<5000 {
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...12, using: &dice) {
        view.append(scalars[Int.random(in: 0..<scalars.count, using: &dice)])
      }
      let plain = String(view)
      let escaped = HTMLEscape.text(plain)
      #expect(!escaped.utf8.contains { [0x3C, 0x3E, 0x22, 0x27].contains($0) })
      var back = escaped
      for (reference, text) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")] {
        back = back.replacing(reference, with: text)
      }
      // Each ampersand that is left begins a reference to an ampersand.
      #expect(
        back.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
          .allSatisfy { $0.hasPrefix("amp;") })
      #expect(back.replacing("&amp;", with: "&").utf8.elementsEqual(plain.utf8))
    }
  }
}
