import MIME
import Testing

/// Encoded words, folding and parameters: what is written is what is read.
@Suite struct HeaderTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("=?utf-8?q?a_b=3D?=", "a b="), ("=?iso-8859-1?Q?caf=E9?=", "café"),
    ("=?utf-8?B?w6k=?= =?utf-8?B?w6k=?=", "éé"), ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
    ("=?utf-8?x?a?=", "=?utf-8?x?a?="), ("=?utf-8?q?a", "=?utf-8?q?a"), ("=?=?=?=", "=?=?=?="),
    ("=??q?a?=", "a"), ("=?utf-8*nl?q?a?=", "a"), ("=?utf-8?q?a=ZZ?=", "a=ZZ"),
    ("=?windows-1252?B?gDUs?=", "€5,"), ("=?utf-8?q?_a_?=", " a "),
    ("=?iso-8859-15?q?=A4?=", "€"), ("caf\u{E9}", "café"), ("=?utf-8?q??=", ""),
  ])
  func `encoded words are read, what is none stays`(encoded: String, plain: String) {
    #expect(EncodedWord.decode(Array(encoded.utf8)[...]).text == plain)
  }

  /// RFC 2047 section 2 has this very example.
  @Test func `white space within makes it ordinary text`() {
    for text in ["=?iso-8859-1?q?this is some text?=", "=?utf-8?b?w6k= ?=", "=?utf-8?q?a\tb?="] {
      #expect(EncodedWord.decode(Array(text.utf8)[...]).text == text)
    }
  }

  @Test func `an encoded word without end costs no more than its length`() {
    let many = Array(String(repeating: "=?a?b?", count: 100_000).utf8)
    #expect(EncodedWord.decode(many[...]) == many)
    let long = "=?utf-8?q?" + String(repeating: "a", count: 1000) + "?="
    #expect(EncodedWord.decode(Array(long.utf8)[...]).text == long)
  }

  @Test func `any text comes back from a header field whose lines are short`() throws {
    var random = Random(seed: 5)
    for _ in 0..<2000 {
      let text = random.text(150)
      var writer = HeaderWriter(capacity: 100)
      writer.unstructured("Subject", text)
      let header = try MIMEParser.parse(writer.bytes + [0x0d, 0x0a]).header
      #expect(header.fields.count == 1)
      #expect(header.text("subject") == text, "\(text)")
      #expect(writer.bytes.allSatisfy { $0 < 0x80 })
    }
  }

  @Test func `any name comes back from a mailbox, and never adds an address`() throws {
    var random = Random(seed: 6)
    for _ in 0..<2000 {
      let name = random.text(80).replacing("@", with: "a")
      var writer = HeaderWriter(capacity: 100)
      writer.mailbox("To", display: name, address: "anna@bakker.example")
      let header = try MIMEParser.parse(writer.bytes + [0x0d, 0x0a]).header
      let field = try #require(header.first("to"))
      #expect(field.text.hasSuffix("<anna@bakker.example>"))
      #expect(field.count { $0 == UInt8(ascii: "@") } == 1)
      var shown = EncodedWord.decode(field).text.dropLast("<anna@bakker.example>".count)
      if shown.last == " " { shown.removeLast() }
      if shown.first == "\"", shown.last == "\"", shown.utf8.count > 1 {
        let inner = shown.dropFirst().dropLast()
        shown = inner.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")[...]
      }
      #expect(String(shown).trimmingASCIISpaces == name.trimmingASCIISpaces, "\(field.text)")
    }
  }

  @Test func `a parameter comes back, however long and in whatever writing`() throws {
    var random = Random(seed: 7)
    for _ in 0..<2000 {
      let name = random.text(200)
      var out = Array("Content-Disposition: attachment".utf8)
      HeaderParameter.append("filename", name, to: &out)
      for line in out.split(separator: 0x0a) { #expect(line.count <= 78, "\(line.text)") }
      let header = try MIMEParser.parse(out + Array("\r\n\r\n".utf8)).header
      let disposition = ContentType(try #require(header.first("content-disposition")))
      #expect(disposition.value == "attachment")
      #expect(disposition["filename"]?.text == name)
    }
  }

  @Test(arguments: [
    // RFC 2231 sections 3, 4 and 4.1.
    (
      "message/external-body; URL*0=\"ftp://\"; URL*1=\"cs.utk.edu/x\"", "url", "ftp://cs.utk.edu/x"
    ),
    (
      "application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", "title",
      "This is ***fun***"
    ),
    (
      "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; "
        + "title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"", "title",
      "This is even more ***fun*** isn't it!"
    ),
    // A character that stands in two pieces, and the first one's charset for both.
    ("a/b; n*0*=utf-8''caf%C3; n*1*=%A9", "n", "café"),
    ("a/b; n*0*=iso-8859-1''caf; n*1*=%E9", "n", "café"),
    // Any order, also of ten and more.
    ("a/b; n*1=b; n*0=a", "n", "ab"),
    (
      "a/b; n*10=k; n*0=a; n*1=b; n*2=c; n*3=d; n*4=e; n*5=f; n*6=g; n*7=h; n*8=i; n*9=j", "n",
      "abcdefghijk"
    ),
    ("a/b; n=plain; n*=utf-8''caf%C3%A9", "n", "café"), ("a/b; n*1=b", "n", nil),
    // RFC 2045 section 5.1.
    ("text/plain; charset=us-ascii (Plain text)", "charset", "us-ascii"),
    ("text/plain; charset=\"us-ascii\" (Plain text)", "charset", "us-ascii"),
    ("a/b; name=Report (1).pdf", "name", "Report (1).pdf"),
    ("a/b; name=\"x \\\"y\\\"; z\"; other=1", "name", "x \"y\"; z"),
    ("a/b; boundary=(x)", "boundary", "(x)"), ("a/b;;; x=1", "x", "1"), ("a/b; x=\"", "x", ""),
    ("a/b; X=1; x=2", "x", "1"), ("a/b; n*=utf-8''%zz%4", "n", "%zz%4"),
  ])
  func `parameters are read`(field: String, name: String, value: String?) {
    #expect(ContentType(Array(field.utf8)[...])[name]?.text == value)
  }

  @Test(arguments: [
    ("Text/Plain", "text/plain"), ("text/plain (what else); a=b", "text/plain"),
    (" text / html ", "text/html"), ("", ""), (";", ""),
  ])
  func `a type is in lower case and without comment`(field: String, value: String) {
    #expect(ContentType(Array(field.utf8)[...]).value == value)
  }

  @Test func `one field is one field`() throws {
    #expect(try MailSource.field("Subject: one\n two\n\tthree").text == "one two three")
    let header = try MailSource.message("Subject : a\nnot a field: x\nsubject: b\n\nbody").header
    #expect(header.all("subject").map(\.text) == ["a", "b"])
    #expect(header.text("subject") == "a")
  }
}

extension String {
  /// `String.trimmed` of what a field is put in: the ends of a field's value are not part of it.
  fileprivate var trimmingASCIISpaces: String { Array(utf8)[...].trimmed.text }
}
