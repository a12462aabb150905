import Inbound
import Testing

/// Mail that no person wrote is never an answer, never a bounce without cause, and never answered.
@Suite struct AutomaticTests {
  @Test(
    "Automatic mail is known by its header, even when its words look like an answer",
    arguments: [
      "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated; x=y", "X-Autoreply: yes",
      "X-Autorespond: vacation", "Precedence: auto_reply", "Precedence: bulk", "Return-Path: <>",
      "X-Auto-Reply: 1",
    ])
  func header(_ field: String) throws {
    let understood = try MailText.understand(MailText.reply("Ja", header: field))
    #expect(understood.kind == .automatic)
    #expect(understood.choice == nil)
    #expect(!understood.mayBeAnswered)
  }

  @Test(
    "Vacation notices are known by their subject: Dutch, English, German, French",
    arguments: [
      "Automatisch antwoord: Uitnodiging", "Afwezig: Uitnodiging", "Afwezigheidsmelding",
      "Automatic reply: Invitation", "Out of Office: Invitation", "Out of office re: x", "Auto: x",
      "Automatische Antwort: Einladung", "Abwesenheitsnotiz", "Réponse automatique : Invitation",
      "=?utf-8?Q?R=C3=A9ponse_automatique?=", "Away until May 5", "Absence du bureau",
    ])
  func vacation(_ subject: String) throws {
    let body = "Ja, ik ben afwezig. Your message could not be delivered to my brain: mailbox full."
    let understood = try MailText.understand(MailText.reply(body, subject: subject))
    #expect(understood.kind == .automatic)
    #expect(!understood.mayBeAnswered)
  }

  @Test(
    "Vacation notices with a null sender, from Exchange or a list, are no bounces",
    arguments: [
      "I am out of the office until Monday and have limited access to email.",
      "Ik ben er tot 5 mei niet. Mijn mailbox wordt niet gelezen.",
      "Ich bin bis zum 5. Mai nicht im Büro.", "Je suis absent jusqu'au 5 mai.",
    ])
  func vacationNull(_ body: String) throws {
    let mail = MailText.reply(
      body, subject: "Automatic reply: Uitnodiging",
      header: "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All")
    #expect(try MailText.understand(mail, from: "").kind == .automatic)
  }

  @Test("“Auto-Submitted: no” and a wish not to be answered are no signs")
  func person() throws {
    for field in ["Auto-Submitted: no", "X-Auto-Response-Suppress: OOF"] {
      #expect(try MailText.understand(MailText.reply("Ja", header: field)).kind == .answer)
    }
  }

  @Test("A read receipt is automatic")
  func receipt() throws {
    let mail = """
      From: anna@bakker.example
      Subject: Gelezen: Uitnodiging
      Content-Type: multipart/report; report-type=disposition-notification; boundary=b

      --b

      Uw bericht is gelezen.
      --b
      Content-Type: message/disposition-notification

      Final-Recipient: rfc822;anna@bakker.example
      Disposition: manual-action/MDN-sent-manually; displayed
      --b--
      """
    #expect(try MailText.understand(mail).kind == .automatic)
  }

  @Test("A person who writes about a bounce is no bounce")
  func aboutBounces() throws {
    let body = """
      Hoi, ik kreeg dit terug: Mail delivery failed, message could not be delivered,
      550 5.1.1 <kees@bakker.example>: User unknown. Is het adres fout?
      """
    for subject in [
      "Re: Undelivered Mail Returned to Sender", "Fwd: failure notice", "mail komt niet aan",
    ] {
      let understood = try MailText.understand(MailText.reply(body, subject: subject))
      #expect(understood.kind == .reply)
      #expect(understood.verdict == .none)
    }
  }
}
