import Domain
import Foundation
import Letters
import Testing

@Suite struct MessageTests {
  private func letter(
    _ step: Step, _ edit: (inout LetterRequest) throws -> Void = { _ in }
  ) throws -> Letter {
    var request = LetterRequest(
      kind: .step(step), event: try Fixture.event(), person: try Fixture.person(),
      instant: Fixture.instant)
    try edit(&request)
    return try Fixture.composer().compose(request)
  }

  private func parsed(_ letter: Letter) throws -> ParsedMail {
    try #require(try Python.parse([letter.message]).first)
  }

  @Test("Every shipped letter parses without a defect, and its parts agree with the letter")
  func noDefects() throws {
    let composer = try Fixture.composer()
    let letters = try GoldenCase.all.map { try composer.compose(try $0.request()) }
    for (letter, mail) in zip(letters, try Python.parse(letters.map(\.message))) {
      #expect(mail.defects == [])
      #expect(mail.header("Subject") == letter.subject)
      #expect(mail.header("Message-ID") == "<\(letter.messageID)>")
      let text = mail.part("text/plain")?.content.replacingOccurrences(of: "\r\n", with: "\n")
      let html = mail.part("text/html")?.content.replacingOccurrences(of: "\r\n", with: "\n")
      #expect(text == letter.text)
      #expect(html == letter.html)
      #expect(letter.htmlBytes.count < 30_000)
      #expect(!letter.html.contains("<img") && !letter.html.contains("{{"))
      #expect(letter.text.contains("Postbus 1, 3500 AA Utrecht"))
    }
  }

  @Test(
    "An invitation holds text, HTML and calendar as alternatives, and the same calendar as a file")
  func structure() throws {
    let mail = try parsed(try letter(try Fixture.step("invitation", calendar: true)))
    #expect(
      mail.parts.map(\.type) == ["text/plain", "text/html", "text/calendar", "application/ics"])
    #expect(mail.parts[2].method == "REQUEST")
    #expect(mail.parts[3].fileName == "uitnodiging.ics")
    let inline = mail.parts[2].content.replacingOccurrences(of: "\r\n", with: "\n")
    #expect(inline == mail.parts[3].content.replacingOccurrences(of: "\r\n", with: "\n"))
  }

  @Test("The logo travels inside the mail, beside the page that shows it, and is never fetched")
  func logo() throws {
    var programme = try Fixture.programme()
    let picture = (0..<3000).map { UInt8(33 + $0 % 90) }
    programme.network.mailLogo = Network.Logo(mediaType: "image/png", bytes: picture)
    let composer = try Composer(programme: programme, keys: Fixture.keys)
    let letter = try composer.compose(
      LetterRequest(
        kind: .step(try Fixture.step("invitation", calendar: true)), event: try Fixture.event(),
        person: try Fixture.person(), instant: Fixture.instant))
    let mail = try parsed(letter)
    #expect(mail.defects == [])
    #expect(
      mail.parts.map(\.type)
        == ["text/plain", "text/html", "image/png", "text/calendar", "application/ics"])
    let name = try #require(
      letter.html.split(separator: "src=\"cid:").last?.split(separator: "\"").first)
    let message = String(decoding: letter.message, as: UTF8.self)
    #expect(message.contains("\r\nContent-ID: <\(name)>\r\n"))
    #expect(message.contains("Content-Type: multipart/related; type=\"text/html\";\r\n boundary="))
    #expect(
      message.replacingOccurrences(of: "\r\n", with: "")
        .contains(Data(picture).base64EncodedString()))
    #expect(letter.html.contains("alt=\"MVO Nederland\""))
    #expect(
      letter.page().contains("src=\"data:image/png;base64,\(Data(picture).base64EncodedString())"))
    #expect(letter.page(logo: "/logo").contains("src=\"/logo\""))
  }

  @Test("A timed mail can be left with one click; an answer's mail has no list about it")
  func listHeaders() throws {
    let timed = try letter(try Fixture.step("invitation"))
    let mail = try parsed(timed)
    let leave = try #require(mail.header("List-Unsubscribe"))
    #expect(leave.hasPrefix("<https://doe-mee.mvo.example/u/"))
    #expect(leave.contains(">, <mailto:bounces+u") && leave.hasSuffix("?subject=unsubscribe>"))
    #expect(mail.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click")
    #expect(mail.header("List-Id") == "MVO Nederland <openspace.mvo.example>")
    #expect(mail.header("Auto-Submitted") == "auto-generated")
    #expect(timed.message.occurrences(of: "\r\nList-Unsubscribe: <https") == 1)
    let token = try #require(leave.split(separator: ">").first?.split(separator: "/").last)
    let directory = LinkIndex(events: [], people: ["1042"])
    let found = LinkToken.open(
      String(token), for: .unsubscribe, in: directory, keys: Fixture.keys)
    #expect(found?.person == "1042")

    let confirmation = try letter(try Fixture.step("confirmation", on: .rsvp, to: .person)) {
      $0.answer = .init(choice: .no)
    }
    let answer = try parsed(confirmation)
    #expect(answer.headers.allSatisfy { !$0[0].hasPrefix("List-") })
    #expect(!confirmation.text.contains("/u/"))
  }

  @Test("A newsletter is bulk, not automatic, and starts no thread")
  func newsletter() throws {
    let mail = try parsed(
      try letter(try Fixture.step("newsletter")) { $0.event = try Fixture.newsletter() })
    #expect(mail.header("Precedence") == "bulk")
    #expect(mail.header("Auto-Submitted") == nil)
    #expect(mail.header("References") == nil)
    #expect(mail.part("text/plain")?.content.contains("https://mvo.example/grondstoffen") == true)
  }

  @Test("The envelope sender names the delivery; the mails of one event are one thread")
  func envelopeAndThread() throws {
    let first = try letter(try Fixture.step("invitation"))
    let second = try letter(try Fixture.step("reminder"))
    let directory = LinkIndex(events: ["openspace-juni"], people: ["1042"])
    let tag = first.envelopeFrom.dropFirst("bounces+".count).prefix(AddressTag.length)
    let found = AddressTag.openBounce(String(tag), in: directory, keys: Fixture.keys) { _ in
      ["reminder", "invitation"]
    }
    #expect(found?.step == "invitation")
    #expect(first.envelopeFrom.hasSuffix("@mvo.example"))
    #expect(first.messageID != second.messageID)
    #expect(try parsed(first).header("References") == parsed(second).header("References"))
  }

  @Test("The Message-ID is a function of event, step, person and revision or occurrence")
  func messageID() throws {
    let step = try Fixture.step("invitation")
    let on = try Fixture.step("confirmation", on: .rsvp, to: .person)
    let plain = try letter(step)
    #expect(
      try letter(step) { $0.instant = $0.instant.adding(seconds: 60) }.messageID == plain.messageID)
    #expect(try letter(step) { $0.sequence = 1 }.messageID != plain.messageID)
    #expect(try letter(step) { $0.person.id = "1043" }.messageID != plain.messageID)
    #expect(
      try letter(on) { $0.occurrence = 1 }.messageID != letter(on) { $0.occurrence = 2 }.messageID)
  }

  @Test("A test mail says so, goes to the tester, and cannot unsubscribe the reader by a header")
  func testMail() throws {
    let tester = try MailAddress("ops@mvo.example")
    let sample = try letter(try Fixture.step("invitation")) { $0.testTo = tester }
    let mail = try parsed(sample)
    #expect(sample.recipient == tester)
    #expect(mail.toAddress == "ops@mvo.example")
    #expect(sample.subject.hasPrefix("[Proef] "))
    #expect(sample.text.hasPrefix("Dit is een proefmail: zo ziet anna@bakker.example hem."))
    #expect(mail.header("List-Unsubscribe") == nil)
  }

  @Test("A preview carries the letter as a message of its own")
  func preview() throws {
    let inner = try letter(try Fixture.step("invitation"))
    let preview = SystemMail.Preview(
      step: "invitation", at: Fixture.instant, people: 3, needsRelease: true, letter: inner)
    let outer = try Fixture.composer().compose(
      LetterRequest(
        kind: .system(.preview(preview)), event: try Fixture.event(), person: try Fixture.host(),
        instant: Fixture.instant))
    let mail = try parsed(outer)
    #expect(mail.defects == [])
    #expect(mail.parts.map(\.type) == ["text/plain", "text/html", "text/plain", "text/html"])
    #expect(outer.message.occurrences(of: "Subject: \(inner.subject)") == 1)
  }

  @Test(
    "A person's language is used, a dialect of it too, and else the network's",
    arguments: [
      ("nl", "Dag Anna"), ("en", "Anna"), ("en-GB", "Anna"), ("fr", "Dag Anna"), ("", "Dag Anna"),
    ])
  func languages(_ language: String, _ greeting: String) throws {
    let text = try letter(try Fixture.step("invitation")) { $0.person.language = language }.text
    #expect(text.contains(greeting))
    #expect(text.contains("donderdag 17 juni 2027, 14.00–17.30 uur") == greeting.hasPrefix("Dag"))
    #expect(text.contains("Thursday 17 June 2027, 14:00–17:30") == !greeting.hasPrefix("Dag"))
  }

  @Test("Text is wrapped at 76; only lines with a link are longer", arguments: GoldenCase.all)
  func textWidth(_ golden: GoldenCase) throws {
    for line in try Fixture.composer().compose(try golden.request()).text.split(separator: "\n") {
      #expect(line.unicodeScalars.count <= 76 || line.contains("https://"))
    }
  }
}

extension [UInt8] {
  func occurrences(of text: String) -> Int {
    var count = 0
    var rest = Data(self)[...]
    while let range = rest.range(of: Data(text.utf8)) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
