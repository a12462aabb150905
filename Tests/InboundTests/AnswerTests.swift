import Domain
import Inbound
import Testing

/// Plain answers: a clear first own line, or the host reads it.
@Suite struct AnswerTests {
  @Test(
    "A clear yes",
    arguments: [
      "Ja", "ja!", "Ja, graag.", "Ja graag", "Yes", "Yes, I'll be there", "Ik kom graag!",
      "Ik ben erbij",
      "Beste Sanne,\n\nJa, ik kom.\n\nGroet,\nAnna", "Hoi Sanne!\nJa leuk, tot dan", "Count me in!",
      "JA\n\n-- \nAnna Bakker\nNee BV",
      "Yes please\n\nSent from my iPhone",
      "Hoi Sanne, ja ik kom!", "Hi! Yes, I'll be there", "Dag\nJa", "Beste Sanne en Jan, graag",
      "\u{FEFF}Ja", "Ja\u{A0}", "Ik kom 😊", "I\u{2019}ll be there",
    ])
  func yes(_ body: String) throws {
    let understood = try MailText.understand(MailText.reply(body))
    #expect(understood.kind == .answer)
    #expect(understood.choice == .yes)
    #expect(understood.mayBeAnswered)
  }

  @Test(
    "A clear no",
    arguments: [
      "Nee", "No.", "Nee, helaas.", "Helaas kan ik niet", "Ik ben helaas verhinderd.", "No thanks",
      "Sorry, I can't make it", "Nee bedankt, volgende keer beter", "I can’t make it, have fun",
      "Dag Sanne,\n\nIk kan er helaas niet bij zijn.",
      "Beste Sanne, helaas kan ik niet. Groet, Anna",
      // A short line that begins with a greeting is more than one.
      "Hoi, helaas niet\nTot ziens", "Hoi Sanne, nee!",
    ])
  func no(_ body: String) throws {
    #expect(try MailText.understand(MailText.reply(body)).choice == .no)
  }

  @Test(
    "A clear maybe", arguments: ["Misschien", "Maybe.", "Ik weet het nog niet", "Not sure yet"])
  func maybe(_ body: String) throws {
    #expect(try MailText.understand(MailText.reply(body)).choice == .maybe)
  }

  @Test(
    "What is not surely an answer is for the host",
    arguments: [
      "Ja?", "Ja, maar alleen als er een parkeerplaats is", "Nee hoor, geen probleem, ik kom",
      "Yes but I may be late", "Wat kost het?", "Ik kom misschien", "Kun je mij bellen?",
      "No problem",
      "Ja natuurlijk wil ik dat niet", "Nee.\nToch wel, ik kom!", "Ja\nNee, bij nader inzien niet",
      "",
      "Dank voor de uitnodiging. Ja, ik kom.", "Ik kan ja zeggen noch nee", "Yes and no", "Japan",
      "> Ja, ik kom", "> Kom je?\n\nJa", "On Monday Sanne wrote:\n> Kom je?\n\nJa",
      "Ja, tenzij het regent", "Hoi nee\nTot dan", "Hoi, helaas niet\nTot dan",
    ])
  func unclear(_ body: String) throws {
    let understood = try MailText.understand(MailText.reply(body))
    #expect(understood.choice == nil)
    #expect(understood.kind == (understood.ownWords.isEmpty ? .other : .reply))
  }

  @Test(
    "What is quoted below the answer does not count",
    arguments: [
      "Ja\n\n> Nee, zei de ander\n> Kom je?",
      "Ja\n\nOp ma 1 mrt. 2027 om 10:00 schreef MVO Nederland <uitnodiging@mvo.example>:\nNee, ik kom niet",
      "Ja\n\nOn Mon, 1 Mar 2027 at 10:00, MVO Nederland\n<uitnodiging@mvo.example> wrote:\nNo",
      "Ja\n\n-----Oorspronkelijk bericht-----\nNee, ik kom niet",
      "Ja\n\n________________________________\nVan: MVO\nNee, ik kom niet",
      "Ja\n\nVan: MVO Nederland\nVerzonden: maandag 1 maart 2027\nAan: Anna\nOnderwerp: x\n\nNee",
      "Ja\n\nVerstuurd vanaf mijn iPhone\nNee",
    ])
  func quoted(_ body: String) throws {
    let understood = try MailText.understand(MailText.reply(body))
    #expect(understood.choice == .yes)
    #expect(understood.ownWords == "Ja")
  }

  static let phone = """
    From: anna@bakker.example
    Content-Type: multipart/related; boundary="b"

    --b
    Content-Type: text/html; charset=windows-1252
    Content-Transfer-Encoding: quoted-printable

    <html><head><style>p { color: red }</style><title>Nee</title></head><body>=
    <div>Nee, ik kan helaas niet.</div><div><br></div><div>Groet, Zo=EB</div>
    <blockquote type=3D"cite"><div>Ja?</div></blockquote></body></html>
    --b--
    """

  @Test("An answer in HTML only, as phones write it")
  func html() throws {
    let understood = try MailText.understand(Self.phone)
    #expect(understood.choice == .no)
    #expect(understood.ownWords == "Nee, ik kan helaas niet.\nGroet, Zoë")
  }

  @Test("The text part is read before the HTML, and base64 like the rest")
  func alternative() throws {
    let mail = """
      From: anna@bakker.example
      Content-Type: multipart/alternative; boundary="b"

      --b
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: base64

      SmEsIGdyYWFnIQ0KDQo+IEtvbSBqZT8=
      --b
      Content-Type: text/html

      <p>Nee</p>
      --b--
      """
    #expect(try MailText.understand(mail).choice == .yes)
  }

  @Test(
    "Unsubscribing by mail",
    arguments: [
      MailText.reply("x", subject: "unsubscribe"), MailText.reply("", subject: "Unsubscribe"),
      MailText.reply("STOP"), MailText.reply("Unsubscribe me\n\n> Uitnodiging"),
      MailText.reply("Uitschrijven!"), MailText.reply("Beste Sanne,\n\nStop\n\nAnna"),
      MailText.reply("x", subject: "unsubscribe", header: "Auto-Submitted: auto-generated"),
    ])
  func unsubscribe(_ mail: String) throws {
    #expect(try MailText.understand(mail).kind == .unsubscribe)
  }

  @Test(
    "An answer, courtesies and a signature are no more than an answer",
    arguments: [
      "Ja", "Ja, ik kom graag!", "Ja leuk, tot dan!", "Beste Sanne,\n\nJa, ik kom.\n\nGroet,\nAnna",
      "Nee bedankt, volgende keer beter", "Ja\n\nAnna de Boer",
      "Ja\nAnna Bakker\nInkoper\nBakker BV",
      "Yes, thanks for the invitation!\n\nKind regards,\nAnna\nHead of things to be asked?",
      "Helaas kan ik niet. Veel plezier!", "Beste Sanne, helaas kan ik niet. Groet, Anna",
      "Hoi Sanne, ja leuk!", "Misschien", "Ja\n\n> Kom je?",
    ])
  func nothingMore(_ body: String) throws {
    let understood = try MailText.understand(MailText.reply(body))
    #expect(understood.kind == .answer)
    #expect(!understood.hasMoreWords)
  }

  @Test(
    "What is written beside an answer is for somebody to read",
    arguments: [
      "Ja, ik kom graag!\n\nIk neem twee collega's mee", "Ja!\n\nHoe laat begint het?",
      "Nee, ik ben verhinderd.\nStuur je de verslagen na?\nAnna",
      "Yes\n\nI am vegetarian.\n\nBest,\nAnna", "Ja\nIk ben iets later",
    ])
  func more(_ body: String) throws {
    let understood = try MailText.understand(MailText.reply(body))
    #expect(understood.kind == .answer)
    #expect(understood.hasMoreWords)
  }

  @Test("Declining an event is no unsubscription")
  func decline() throws {
    for body in ["Ik meld me af", "Stop de persen! Ik kom niet", "Graag afmelden voor 17 juni"] {
      #expect(try MailText.understand(MailText.reply(body)).kind != .unsubscribe)
    }
  }
}
