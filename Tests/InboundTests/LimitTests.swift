import Domain
import Inbound
import MIME
import Testing

/// Mail that wants to break the reader: refused or read, never more than its size in work.
@Suite struct LimitTests {
  @Test("A mail beyond the size limit, or none at all, is refused")
  func size() {
    #expect(throws: MailDefect.self) { try MailReader.understand([]) }
    let large = [UInt8](repeating: UInt8(ascii: "a"), count: MailLimits.bytes + 1)
    #expect(throws: MailDefect.self) { try MailReader.understand(large) }
  }

  @Test("A thousand header fields are read, one more is refused")
  func fields() throws {
    func mail(_ count: Int) -> String {
      String(repeating: "X-Field: value\n", count: count) + "\nNee.\n"
    }
    #expect(try MailText.understand(mail(MIMELimits.fields)).choice == .no)
    #expect(throws: MailDefect.self) { try MailText.understand(mail(MIMELimits.fields + 1)) }
  }

  @Test("A hundred parts are read, more are refused")
  func parts() throws {
    func mail(_ count: Int) -> String {
      "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n"
        + String(repeating: "--x\n\nJa\n", count: count) + "--x--\n"
    }
    #expect(try MailText.understand(mail(MIMELimits.parts - 1)).choice == .yes)
    #expect(throws: MailDefect.self) { try MailText.understand(mail(MIMELimits.parts)) }
  }

  @Test("Multiparts and messages within each other are refused below ten levels")
  func depth() throws {
    func multiparts(_ depth: Int) -> String {
      var text = "From: a@b.example\n"
      for level in 0..<depth {
        text += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n"
      }
      return text + "\nMisschien\n"
    }
    #expect(try MailText.understand(multiparts(MIMELimits.depth)).choice == .maybe)
    #expect(throws: MailDefect.self) { try MailText.understand(multiparts(MIMELimits.depth + 1)) }
    let messages = String(repeating: "Content-Type: message/rfc822\n\n", count: 20_000)
    #expect(throws: MailDefect.self) { try MailText.understand(messages) }
  }

  @Test("An endless field, an endless line and an endless subject are read in part")
  func long() throws {
    let long = String(repeating: "x", count: 2_000_000)
    let subject = try MailText.understand("Subject: \(long)\nFrom: a@b.example\n\nJa\n")
    #expect(subject.subject.utf8.count <= MailLimits.kept)
    #expect(subject.sender == "a@b.example")
    let line = try MailText.understand("From: a@b.example\n\n\(long)\n")
    #expect(line.ownWords.utf8.count <= MailLimits.keptWords)
    let folded = "X: a\n" + String(repeating: " b\n", count: 200_000) + "From: a@b.example\n\nJa\n"
    #expect(try MailText.understand(folded).choice == .yes)
  }

  /// Each of these once took, or could take, time that grows with the square of its size.
  @Test(
    "Mail of two megabytes that repeats one thing is read as fast as any other",
    .timeLimit(.minutes(5)),
    arguments: [
      ("From: mailer-daemon@x.example\n\nundeliverable\n", "aa@bb.example "),
      ("From: mailer-daemon@x.example\n\nundeliverable\n", "<aa@bb.example>:\n"),
      ("From: mailer-daemon@x.example\n\nundeliverable\n", "\"@"),
      ("Content-Type: message/delivery-status\n\n", "Final-Recipient: rfc822; a@b.example\n\n"),
      ("Subject: ", "=?a?b?"), ("Subject: ", "=?"), ("References: ", "<a@b>"),
      ("References: ", "<"),
      ("Content-Type: text/html\n\n", "<"), ("Content-Type: text/html\n\n", "<!--"),
      ("Content-Type: text/html\n\n", "<script>"), ("Content-Type: text/html\n\n", "&"),
      ("Content-Type: text/plain; ", "a*0=x;"), ("X: a\n", " \n"), ("To: ", "a@b.example,"),
      ("Authentication-Results: ", "("), ("From: a@b.example\n\n", "\n"),
      ("From: a@b.example\n\n", "On x\n"),
      ("Content-Transfer-Encoding: quoted-printable\n\n", "= "),
      ("Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n", "A;\";"),
      ("Content-Type: multipart/mixed; boundary=-\n\n", "--"),
    ])
  func repeats(_ head: String, _ chunk: String) throws {
    let mail = head + String(repeating: chunk, count: 2_000_000 / chunk.utf8.count)
    _ = try? MailReader.understand(Array(mail.utf8))
  }

  @Test("A calendar of a hundred thousand properties, folds and components is read in part")
  func calendar() throws {
    let head = "From: a@b.example\nContent-Type: text/calendar; method=REPLY\n\n"
    let properties =
      "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:u1\n"
      + String(repeating: "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\n", count: 100_000)
    #expect(try MailText.understand(head + properties).calendar?.partstat == .accepted)
    let folds =
      "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:u\n"
      + String(
        repeating: " u\n", count: 100_000)
    _ = try MailText.understand(head + folds)
    let nested = String(repeating: "BEGIN:VEVENT\n", count: 100_000)
    #expect(try MailText.understand(head + nested).calendar == nil)
  }

  @Test(
    "Bytes that are no mail at all are read without harm",
    arguments: [
      [0], [0xFF, 0xFE, 0xFD], Array("\r\n\r\n".utf8), Array("=?utf-8?B?".utf8), Array(":".utf8),
      Array("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n--\n----\n".utf8),
      Array("Content-Type: multipart/mixed; boundary=\n\n--".utf8),
      Array("Subject: =?utf-8?Q?=\n\n".utf8), Array("From: <<<>>>@@@\nTo: \"\\\n\n<!--<".utf8),
      Array("Content-Type: text/html\n\n<p>&#xFFFFFFFF;&#0;&unknown;<blockquote></div".utf8),
    ] as [[UInt8]])
  func noMail(_ bytes: [UInt8]) throws {
    let understood = try MailReader.understand(bytes)
    #expect(understood.kind == .other)
    #expect(understood.verdict == .none)
  }

  @Test("Bytes that are no text grow when they are mended, and are cut after that")
  func mended() throws {
    let damaged = [UInt8](repeating: 0xFF, count: 480)
    let mail =
      Array("From: a@b.example\nContent-Type: text/plain; charset=utf-16be\nSubject: ".utf8)
      + damaged + Array("\n\n".utf8) + damaged
    let understood = try MailReader.understand(mail)
    #expect(understood.subject.utf8.count <= MailLimits.kept)
    let report = MailText.bytes(BounceTests.report(diagnostic: "smtp; 550 X"))
    let place = try #require(report.firstRange(of: Array("550 X".utf8)))
    let bounce = try MailReader.understand(
      Array(report[..<place.lowerBound]) + damaged + Array(report[place.upperBound...]))
    #expect(bounce.diagnosis.utf8.count <= MailLimits.kept)
  }

  @Test("Bytes that are no text are no part of an address, and do not make it longer")
  func addressBytes() throws {
    func sender(_ bytes: [UInt8]) throws -> String? {
      try MailReader.understand(Array("From: ".utf8) + bytes + Array("\n\nx\n".utf8)).sender
    }
    let noise = [UInt8](repeating: 0xA4, count: 300)
    #expect(try sender(Array("a@ezweb.ne.jp".utf8) + noise) == "a@ezweb.ne.jp")
    #expect(try sender(noise + Array("a@ezweb.ne.jp".utf8)) == "a@ezweb.ne.jp")
    #expect(try sender(Array("a@".utf8) + noise) == nil)
    #expect(try sender(Array("\"".utf8) + noise.prefix(30) + Array("\"@b.example".utf8)) == nil)
    #expect(try sender(Array("\"a\u{07}b\"@b.example".utf8)) == nil)
    #expect(try sender(Array("\"a b\"@b.example".utf8)) == "\"a b\"@b.example")
    #expect(try sender(Array("zoë@bücher.example".utf8)) == "zoë@bücher.example")
  }

  @Test("A control character in a subject or diagnosis does not get through")
  func controls() throws {
    let mail =
      "Subject: =?utf-8?Q?a=00b=1B=5B31mc=0D=0Ad=C2=85=E2=80=A8?=\nFrom: a@b.example\n\nJa\n"
    #expect(try MailText.understand(mail).subject == "ab[31mc d")
  }
}
