import MIME
import Testing

@Suite struct OutgoingPartTests {
  private static func written(_ part: OutgoingPart) throws -> MIMEMessage {
    var out: [UInt8] = []
    part.append(to: &out, boundary: "0123456789abcdefghijklmnop")
    return try MIMEParser.parse(out)
  }

  @Test func `a tree of parts comes back with its names, types and bytes`() throws {
    var random = Random(seed: 10)
    for _ in 0..<300 {
      let text = Array(random.text(300).utf8)
      let file = random.bytes(300)
      let picture = random.bytes(300)
      let name = random.text(100)
      var lines: [UInt8] = []
      Base64.encodeLines(picture, into: &lines)
      let mail = try Self.written(
        .multipart(
          subtype: "mixed",
          [
            .multipart(
              subtype: "related",
              [
                .text(type: "text/html", parameters: "; x=y", text),
                .inline(type: "image/png", contentID: "a@b", base64: lines),
              ]),
            .attachment(type: "application/ics", fileName: name, file),
            .message(Array("Subject: x\r\n\r\nwords\r\n".utf8)),
          ]))
      #expect(
        mail.parts.map(\.type.value) == [
          "multipart/mixed", "multipart/related", "text/html", "image/png", "application/ics",
          "message/rfc822", "text/plain",
        ])
      let shown = mail.text(mail.parts[2])
      #expect(shown == text || shown == text + [0x0d, 0x0a])
      #expect(mail.parts[2].type["x"]?.text == "y")
      #expect(mail.content(mail.parts[3]) == picture)
      #expect(mail.parts[3].header.first("content-id")?.text == "<a@b>")
      #expect(mail.content(mail.parts[4]) == file)
      #expect(mail.parts[4].isAttachment)
      let disposition = ContentType(
        try #require(mail.parts[4].header.first("content-disposition")))
      #expect(disposition["filename"]?.text == name)
      #expect(mail.content(mail.parts[6]).text == "words\r\n")
      #expect(mail.parts.map(\.isEnclosed) == [false, false, false, false, false, false, true])
    }
  }

  @Test func `a part of a part of many parts is still found by its boundary`() throws {
    let leaves = (0..<26).map {
      OutgoingPart.text(type: "text/plain", parameters: "", Array("\($0)\n".utf8))
    }
    let mail = try Self.written(
      .multipart(subtype: "mixed", [.multipart(subtype: "mixed", leaves)] + leaves.dropFirst()))
    #expect(
      mail.leaves.map { mail.text($0).text }
        == (0..<26).map { "\($0)\r\n" } + (1..<26).map { "\($0)\r\n" })
  }

  @Test func `no name of a file can add a field or a parameter`() throws {
    for name in ["a\r\nBcc: x@y.example", "a\"; x=\"b", "a\\", "\u{202E}fdp.exe", "", "a;b=c"] {
      let mail = try Self.written(
        .attachment(type: "application/octet-stream", fileName: name, [1]))
      #expect(
        mail.header.fields.map(\.name)
          == ["content-type", "content-transfer-encoding", "content-disposition"])
      let disposition = ContentType(try #require(mail.header.first("content-disposition")))
      #expect(disposition["filename"]?.text == name)
      #expect(disposition["x"] == nil && disposition["b"] == nil)
      #expect(mail.content(mail.parts[0]) == [1])
    }
  }
}
