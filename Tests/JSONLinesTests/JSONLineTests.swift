import JSONLines
import Testing

struct JSONLineTests {
  private func read<R>(_ text: String, _ body: (JSONLine) throws -> R) throws -> R {
    try JSONLine.parse(Array(text.utf8), body)
  }

  @Test func `each kind of value is read by name`() throws {
    let text = """
      {"s":"x","i":-42,"d":1.5e3,"t":true,"f":false,"n":null,"l":["a","b"],"q":[1,2],
       "p":{"k":"v","w":"z"},"o":[{"a":1},{"a":2}], "e":[], "":"empty"}
      """
    try read(text) { line in
      #expect(line.string("s") == "x")
      #expect(line.int("i") == -42)
      #expect(line.double("d") == 1500)
      #expect(line.double("i") == -42)
      #expect(line.bool("t") == true)
      #expect(line.bool("f") == false)
      #expect(line.has("n"))
      #expect(line.strings("l") == ["a", "b"])
      #expect(line.ints("q") == [1, 2])
      #expect(line.strings("e") == [])
      #expect(line.pairs("p")?.map(\.key) == ["k", "w"])
      #expect(line.pairs("p")?.map(\.value) == ["v", "z"])
      #expect(line.object("p")?.string("w") == "z")
      #expect(line.objects("o")?.map { $0.int("a") } == [1, 2])
      #expect(line.string("") == "empty")
      #expect(line.raw("d").map { Array($0) } == Array("1.5e3".utf8))
      #expect(line.names == ["s", "i", "d", "t", "f", "n", "l", "q", "p", "o", "e", ""])
    }
  }

  @Test func `another type or an absent name reads as nil`() throws {
    try read(#"{"s":"1","i":1.5,"l":["a",1],"p":{"k":1},"big":9223372036854775808}"#) { line in
      #expect(line.int("s") == nil)
      #expect(line.int("i") == nil)
      #expect(line.int("big") == nil)
      #expect(line.string("i") == nil)
      #expect(line.double("s") == nil)
      #expect(line.bool("s") == nil)
      #expect(line.strings("l") == nil)
      #expect(line.pairs("p") == nil)
      #expect(line.object("l") == nil)
      #expect(line.objects("l") == nil)
      #expect(line.string("absent") == nil)
      #expect(!line.has("absent"))
    }
  }

  @Test func `the ends of the integers fit`() throws {
    try read(#"{"a":9223372036854775807,"b":-9223372036854775808}"#) { line in
      #expect(line.int("a") == .max)
      #expect(line.int("b") == .min)
    }
  }

  @Test func `escapes are decoded, in names too`() throws {
    let text = #"{"na\u006de":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}"#
    try read(text) { line in
      #expect(line.string("name") == "\"\\/\u{8}\u{C}\n\r\té😀")
      #expect(line.names == ["name"])
    }
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("[]", 0), ("{}x", 2), ("{} {}", 3), (#"{"a":1,}"#, 7), (#"{"a"}"#, 4),
    (#"{"a":}"#, 5), (#"{a:1}"#, 1), (#"{"a":01}"#, 6), (#"{"a":+1}"#, 5), (#"{"a":1.}"#, 7),
    (#"{"a":.5}"#, 5), (#"{"a":1e}"#, 7), (#"{"a":-}"#, 6), (#"{"a":tru}"#, 5),
    (#"{"a":NaN}"#, 5), (#"{"a":[1,]}"#, 8), (#"{"a":[1 2]}"#, 8), (#"{"a":"b}"#, 8),
    (#"{"a":"\x"}"#, 7), (#"{"a":"\u12g4"}"#, 7), (#"{"a":"\ud800"}"#, 6),
    (#"{"a":"\udc00"}"#, 6), (#"{"a":"\ud800\u0041"}"#, 6), ("{\"a\":\"b\nc\"}", 7),
    (#"{"a":1,"a":2}"#, 7), (#"{"a":1,"\u0061":2}"#, 7), (#"{"o":{"a":1,"a":2}}"#, 12),
    (#"{"a":1 "b":2}"#, 7), ("\u{FEFF}{}", 0), ("{\"a\":1}\0", 7),
  ])
  func `what is not JSON with one meaning is refused where it stands`(text: String, offset: Int) {
    let error = #expect(throws: JSONSyntaxError.self) { try read(text) { _ in } }
    #expect(error?.offset == offset, "\(text): \(error?.description ?? "")")
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
      [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xF0, 0x9F, 0x98, 0x22],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
    for padding in 0..<9 {
      let text =
        Array(#"{"a":""#.utf8) + Array(repeating: 0x61, count: padding) + bytes
        + Array(#"bcdefgh"}"#.utf8)
      #expect(throws: JSONSyntaxError.self) { try JSONLine.parse(text) { _ in } }
    }
  }

  @Test func `a special byte is found at every place of an eight-byte step`() throws {
    for place in 0..<24 {
      var plain = Array(repeating: UInt8(ascii: "a"), count: 24)
      plain.insert(contentsOf: #"\n"#.utf8, at: place)
      let text = Array(#"{"t":""#.utf8) + plain + Array(#"","u":"é"}"#.utf8)
      try JSONLine.parse(text) { line in
        #expect(line.string("t")?.utf8.count == 25)
        #expect(line.string("u") == "é")
      }
    }
  }

  @Test func `nesting has an end`() throws {
    func nested(_ depth: Int) -> String {
      #"{"a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }
    try read(nested(63)) { _ in }
    #expect(throws: JSONSyntaxError.self) { try read(nested(64)) { _ in } }
    #expect(throws: JSONSyntaxError.self) { try read(nested(100_000)) { _ in } }
  }

  @Test func `no prefix of a line is a line`() throws {
    let text = Array(#"{"seq":42,"t":"é\u00e9","l":[1,{"a":null}],"x":-1.5e-3}"#.utf8)
    for count in text.indices {
      #expect(throws: JSONSyntaxError.self) { try JSONLine.parse(Array(text[..<count])) { _ in } }
    }
    try JSONLine.parse(text) { _ in }
  }
}
