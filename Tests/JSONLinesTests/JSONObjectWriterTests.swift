import JSONLines
import Testing

struct JSONObjectWriterTests {
  @Test func `members stand in the order added, compact`() {
    var writer = JSONObjectWriter()
    writer.add("event", "mvo-juni")
    writer.add("guests", 2)
    writer.add("big", Int64.min)
    writer.add("ok", true)
    writer.add("share", 0.1)
    writer.add("tags", ["a", "b"])
    writer.add("list", [1, -2])
    writer.add("fields", object: [("room", "Zaal 3"), ("eten", "vega")])
    writer.add("raw", raw: "[null]".utf8)
    writer.add("rows", rawList: [Array("{}".utf8), Array("1".utf8)])
    writer.add("absent", ifPresent: String?.none)
    writer.add("present", ifPresent: "x")
    writer.add("count", ifPresent: 3)
    let text = String(decoding: writer.finish(), as: UTF8.self)
    #expect(
      text == """
        {"event":"mvo-juni","guests":2,"big":-9223372036854775808,"ok":true,"share":0.1,\
        "tags":["a","b"],"list":[1,-2],"fields":{"room":"Zaal 3","eten":"vega"},"raw":[null],\
        "rows":[{},1],"present":"x","count":3}
        """)
  }

  @Test func `nothing added is an empty object`() {
    #expect(JSONObjectWriter().finish() == Array("{}".utf8))
    #expect(JSONObjectWriter().members().isEmpty)
  }

  @Test func `members come without braces`() {
    var writer = JSONObjectWriter()
    writer.add("a", 1)
    writer.add("b", 2)
    #expect(writer.members() == Array(#""a":1,"b":2"#.utf8))
  }

  @Test(arguments: [
    ("a\"b\\c/d", #""a\"b\\c/d""#),
    ("\r\n\t\u{8}\u{C}", #""\r\n\t\b\f""#),
    ("\0\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
    ("x\u{2028}y\u{2029}", #""x\u2028y\u2029""#),
    ("\u{2027}\u{202A}é€😀", "\"\u{2027}\u{202A}é€😀\""),
    ("", #""""#),
  ])
  func `text is escaped where JSON and line readers need it`(text: String, json: String) {
    var writer = JSONObjectWriter()
    writer.add(text, text)
    #expect(String(decoding: writer.finish(), as: UTF8.self) == "{\(json):\(json)}")
  }

  @Test func `every scalar below U+3000 comes back as it went`() throws {
    for value in UInt32(0)..<0x3000 {
      let text = try "a" + String(#require(Unicode.Scalar(value))) + "z"
      var writer = JSONObjectWriter()
      writer.add("t", text)
      let read = try JSONLine.parse(writer.finish()) { $0.string("t") }
      #expect(read.map { Array($0.utf8) } == Array(text.utf8))
    }
  }
}
