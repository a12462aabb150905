import Domain
import Inbound
import Testing

@Suite struct HeaderTests {
  @Test(
    "Subjects are decoded",
    arguments: [
      ("=?utf-8?Q?Caf=C3=A9?=", "Café"), ("=?ISO-8859-1?Q?Caf=E9?= open", "Café open"),
      ("=?windows-1252?B?gDUs?=", "€5,"), ("=?utf-8?B?SmEg?= =?utf-8?B?Z3JhYWc=?=", "Ja graag"),
      ("=?utf-8?Q?Ca?= =?utf-8?Q?f=C3=A9?=", "Café"),
      ("=?utf-8*nl?Q?ja_hoor?=", "ja hoor"), ("a =?bad", "a =?bad"), ("Caf\u{E9}", "Café"),
      ("\u{202E}olleh\u{2066} \u{1F469}\u{200D}\u{1F680}", "olleh \u{1F469}\u{200D}\u{1F680}"),
      ("one\n two\n\tthree", "one two three"), ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
    ])
  func subject(_ raw: String, _ wanted: String) throws {
    #expect(try MailText.understand("Subject: \(raw)\nFrom: a@b.example\n\n").subject == wanted)
  }

  @Test(
    "The sender is the mailbox of From, whatever its name pretends",
    arguments: [
      ("Anna <anna@bakker.example>", "anna@bakker.example"),
      ("anna@bakker.example", "anna@bakker.example"),
      ("\"ceo@mvo.example\" <anna@bakker.example>", "anna@bakker.example"),
      ("anna@bakker.example (Anna)", "anna@bakker.example"),
      ("=?utf-8?Q?Zo=C3=AB?= <zoe@b.example>", "zoe@b.example"),
      ("\"a b\"@c.example", "\"a b\"@c.example"),
    ])
  func sender(_ from: String, _ wanted: String) throws {
    #expect(try MailText.understand("From: \(from)\n\nx\n").sender == wanted)
  }

  @Test("Every address that may carry a tag is found, the envelope's first")
  func tagged() throws {
    let mail = """
      Delivered-To: Bounces+Btag2@MVO.example
      X-Original-To: bounces+btag3@mvo.example
      Received: from mx by mail.mvo.example (Postfix) with ESMTP id 1
      \tfor <bounces+btag4@mvo.example>; Mon, 1 Mar 2027 10:00:00 +0100
      To: "MVO" <bounces+btag5@mvo.example>, Bounces+Btag2@MVO.example
      Cc: x@y.example
      From: a@b.example

      x
      """
    #expect(
      try MailText.understand(mail, to: "bounces+btag1@mvo.example").tagged == [
        "bounces+btag1@mvo.example", "Bounces+Btag2@MVO.example", "bounces+btag3@mvo.example",
        "bounces+btag5@mvo.example", "x@y.example", "bounces+btag4@mvo.example",
      ])
  }

  @Test("What a mail answers: In-Reply-To first, then References from the newest")
  func answers() throws {
    let mail = """
      From: a@b.example
      Message-ID: <m@b.example>
      References: <one@mvo.example> <two@mvo.example>
       <three@mvo.example>
      In-Reply-To: <three@mvo.example>

      x
      """
    let understood = try MailText.understand(mail)
    #expect(understood.messageID == "<m@b.example>")
    #expect(
      understood.inReplyTo == ["<three@mvo.example>", "<two@mvo.example>", "<one@mvo.example>"])
  }

  @Test("The null sender is known by the envelope, else by Return-Path")
  func nullSender() throws {
    let mail = "Return-Path: <>\nFrom: a@b.example\n\nJa\n"
    #expect(try MailText.understand(mail).hasNullSender)
    #expect(try MailText.understand("From: a@b.example\n\nJa\n", from: "<>").hasNullSender)
    #expect(try MailText.understand("From: a@b.example\n\nJa\n", from: "").hasNullSender)
    #expect(try !MailText.understand(mail, from: "a@b.example").hasNullSender)
    #expect(try !MailText.understand("From: a@b.example\n\nJa\n").hasNullSender)
  }

  @Test("A list's mail is known and not answered")
  func list() throws {
    let mail = "From: a@b.example\nList-Id: <x.b.example>\n\nJa\n"
    let understood = try MailText.understand(mail)
    #expect(understood.isList)
    #expect(understood.choice == nil)
    #expect(!understood.mayBeAnswered)
  }

  @Test(
    "Whose dmarc=pass counts",
    arguments: [
      ("mx.mvo.example; dmarc=pass (p=none) header.from=b.example", ["mx.mvo.example"]),
      ("mx.mvo.example 1; spf=pass; dmarc=pass header.from=B.example", ["mx.mvo.example"]),
      ("mx.mvo.example; dmarc=fail header.from=b.example", []),
      ("mx.mvo.example; dmarc=pass header.from=other.example", []),
      ("mx.mvo.example; spf=pass (dmarc=pass)", []),
      ("(x; dmarc=pass) mx.mvo.example; spf=pass", []),
    ])
  func dmarc(_ results: String, _ wanted: [String]) throws {
    let mail = "Authentication-Results: \(results)\nFrom: a@b.example\n\nJa\n"
    #expect(try MailText.understand(mail).dmarcPassedAt == wanted)
    let twice = "Authentication-Results: \(results)\nFrom: a@b.example\nFrom: c@d.example\n\nJa\n"
    #expect(try MailText.understand(twice).dmarcPassedAt == [])
  }

  @Test("The topmost word of a server about DMARC counts, whatever stands below it")
  func dmarcOrder() throws {
    func passed(_ fields: String...) throws -> [String] {
      let header = fields.map { "Authentication-Results: mx.mvo.example; \($0)\n" }.joined()
      return try MailText.understand(header + "From: a@b.example\n\nJa\n").dmarcPassedAt
    }
    // A filter of its own writes each method.
    #expect(try passed("dkim=pass", "dmarc=pass", "spf=fail") == ["mx.mvo.example"])
    // The lower one may be the sender's invention.
    #expect(try passed("dmarc=fail", "dmarc=pass") == [])
    #expect(try passed("dmarc=none", "dmarc=pass") == [])
    #expect(try passed("dmarc=pass", "dmarc=fail") == ["mx.mvo.example"])
    #expect(try passed("dmarc=fail; dmarc=pass") == [])
  }

  @Test("A body without a header, a header without a body, an mbox line")
  func odd() throws {
    #expect(try MailText.understand("Ja, ik kom\n").choice == .yes)
    #expect(try MailText.understand("From: a@b.example").sender == "a@b.example")
    let mbox = "From a@b.example Mon Mar  1 10:00:00 2027\nSubject: x\n\nNee\n"
    #expect(try MailText.understand(mbox).subject == "x")
  }
}
