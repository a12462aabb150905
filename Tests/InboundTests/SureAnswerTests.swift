import Domain
import Inbound
import Testing

/// An answer is sure, or the host reads it.
@Suite struct SureAnswerTests {
  @Test(
    "What goes on with no courtesy is not sure",
    arguments: [
      "Ja, ik moet die dag werken", "Graag, een andere keer!", "Ja, dat was vorig jaar",
      "Ja, Anna heeft het me verteld", "Zeker, als het droog blijft", "Ja, mijn collega gaat",
      "Graag, maar dan online", "Ja hoor, met z'n tweeën", "Ja, ik stuur Kees",
      "Ja! Ik hoor graag waar het is", "Ja. Volgend jaar weer", "Nee, dat lukt prima",
      "Nee, dat is geen probleem", "Nee, ik had me al aangemeld", "Nee, ik regel vervanging",
      "Ja,\nik moet die dag werken", "Graag\neen andere keer", "Ja\nik ben iets later",
      "Misschien, vraag het volgende week nog eens", "Ja, tot 3 uur",
      "Yes, I have to work that day", "Sure, some other time", "Gladly, next year",
      "Yes, I heard about it", "Yes, my colleague will come", "Yes; until four",
      "Yes, I was there last year", "Sure, send me the notes", "No, it works out fine",
      "No, I already signed up", "Count me in, online", "I'm in, for the morning only",
      "Yes,\nbut in the afternoon only", "Maybe, ask me next week",
    ])
  func unsure(_ body: String) throws {
    let understood = try MailText.understand(MailText.reply(body))
    #expect(understood.kind == .reply)
    #expect(understood.choice == nil)
    #expect(!understood.ownWords.isEmpty)
  }

  @Test(
    "Courtesies and a date make no answer unsure",
    arguments: [
      ("Ja, tot donderdag!", .yes), ("Ja, tot de 17e", .yes), ("Ja graag, tot 17 juni", .yes),
      ("Ja, ik kijk ernaar uit. Groet, Anna", .yes), ("Ik kom graag, bedankt!", .yes),
      ("Ja leuk, dank voor de uitnodiging, tot dan", .yes), ("Zeker, gezellig!", .yes),
      ("Yes, see you on Thursday", .yes), ("Sure, sounds great. Cheers, Ann", .yes),
      ("Count me in, thanks so much", .yes), ("Ja,\ngroeten Anna", .yes),
      ("Nee, ik heb al een afspraak", .no), ("Nee, ik moet werken", .no),
      ("Nee, jammer, ik ben op vakantie", .no), ("Helaas niet, een andere keer", .no),
      ("No, sorry, I have another appointment", .no), ("I can't make it, apologies", .no),
    ] as [(String, Choice)])
  func sure(_ body: String, _ choice: Choice) throws {
    #expect(try MailText.understand(MailText.reply(body)).choice == choice)
  }

  @Test(
    "An away notice without a sign in its header is no answer",
    arguments: [
      "Ik ben niet aanwezig. Vanaf 4 januari lees ik mijn mail weer.",
      "Ik ben niet aanwezig.\n\nVanaf 4 januari lees ik mijn mail weer.",
      "Nee, ik ben er niet. Mijn mail wordt niet gelezen tot 5 mei; tijdens mijn afwezigheid helpt Kees.",
      "Beste,\n\nIk ben er niet.\nIk ben met vakantie en heb beperkt toegang tot mijn mail.",
      "Dit is een automatisch bericht.\nIk ben afwezig tot en met 3 mei.",
      "I am away until Monday and will reply to your email when I return.",
      "I'm away.\nI will have limited access to my mailbox during my absence.",
      "Hello,\nI am on leave. Your message will not be forwarded.",
    ])
  func away(_ body: String) throws {
    let understood = try MailText.understand(MailText.reply(body))
    #expect(understood.kind == .automatic)
    #expect(understood.choice == nil)
    #expect(!understood.mayBeAnswered)
  }

  @Test(
    "What a person may write of being away is for the host, and a plain no stays one",
    arguments: [
      ("Helaas, ik ben op vakantie tot en met 5 mei", nil),
      ("Ik ben er niet.\nBij spoed kun je terecht bij Kees.", nil),
      ("Ik ben niet aanwezig\nIk ben met vakantie", nil), ("Ik ben niet aanwezig", .no),
      ("Ik ben er niet, sorry", .no),
    ] as [(String, Choice?)])
  func person(_ body: String, _ choice: Choice?) throws {
    let understood = try MailText.understand(MailText.reply(body))
    #expect(understood.choice == choice)
    #expect(understood.kind == (choice == nil ? .reply : .answer))
  }

  /// What mail programs put above and around what they quote.
  static let quotes = [
    "Le lun. 3 mai 2027 à 09:30, MVO Nederland <uitnodiging@mvo.example> a écrit :",
    "Le 3 mai 2027 à 09:30, MVO Nederland\n<uitnodiging@mvo.example> a écrit\u{A0}:",
    "Den man. 3. maj 2027 kl. 09.30 skrev MVO Nederland <uitnodiging@mvo.example>:",
    "Den mån 3 maj 2027 kl 09:30 skrev MVO Nederland <uitnodiging@mvo.example>:",
    "3 maj 2027 kl. 09:30 skrev MVO Nederland <uitnodiging@mvo.example>:",
    "man. 3. mai 2027 kl. 09:30 skrev MVO Nederland <\nuitnodiging@mvo.example>:",
    "Am Mo., 3. Mai 2027 um 09:30 Uhr schrieb MVO Nederland <uitnodiging@mvo.example>:",
    "El lun, 3 may 2027 a las 9:30, MVO Nederland (<uitnodiging@mvo.example>) escribió:",
    "Il giorno lun 3 mag 2027 alle ore 09:30 MVO <uitnodiging@mvo.example> ha scritto:",
    "Em seg., 3 de mai. de 2027 às 09:30, MVO <uitnodiging@mvo.example> escreveu:",
    "ma 3. toukok. 2027 klo 9.30 MVO Nederland (uitnodiging@mvo.example) kirjoitti:",
    "pon., 3 maj 2027 o 09:30 MVO Nederland <uitnodiging@mvo.example> napisał(a):",
    "MVO Nederland <uitnodiging@mvo.example> wrote:", "Anna 在 3 日写道:\n> x",
    "De : MVO Nederland\nEnvoyé : lundi 3 mai 2027\nÀ : Anna\nObjet : Kom je?",
    "Fra: MVO Nederland\nSendt: 3. maj 2027\nTil: Anna\nEmne: Kom je?",
    "Från: MVO Nederland\nSkickat: den 3 maj 2027\nTill: Anna\nÄmne: Kom je?",
    "De: MVO Nederland\nEnviado: lunes, 3 de mayo\nPara: Anna\nAsunto: Kom je?",
    "Da: MVO Nederland\nInviato: lunedì 3 maggio\nA: Anna\nOggetto: Kom je?",
    "Lähettäjä: MVO Nederland\nLähetetty: maanantai\nVastaanottaja: Anna\nAihe: Kom je?",
    "Od: MVO Nederland\nWysłano: poniedziałek\nDo: Anna\nTemat: Kom je?",
    "*Von:* MVO Nederland\n*Gesendet:* Montag\n*An:* Anna\n*Betreff:* Kom je?",
    "-----Message d'origine-----\nMVO", "----- Oprindelig meddelelse -----\nMVO",
    "-----Ursprungligt meddelande-----\nMVO", "-----Mensaje original-----\nMVO",
    "-------- Wiadomość oryginalna --------\nMVO", "Skickat från min iPhone", "Envoyé de mon iPad",
  ]

  @Test("An answer above a quotation is read, whatever language introduces it", arguments: quotes)
  func quoted(_ quote: String) throws {
    for (answer, choice) in [("Ja, ik kom graag", Choice.yes), ("Nee", .no), ("Yes!", .yes)] {
      let understood = try MailText.understand(
        MailText.reply("\(answer)\n\n\(quote)\n\nNee, misschien ja. Kom je niet?"))
      #expect(understood.choice == choice)
      #expect(understood.ownWords == answer)
    }
  }

  @Test("Words of one's own that only look like the head of a quotation are read")
  func noQuote() throws {
    let body = "Ik schreef het volgende:\nkan de zaal op 3 mei? Van: 10 uur af."
    #expect(try MailText.understand(MailText.reply(body)).ownWords.hasSuffix("10 uur af."))
  }

  @Test(
    "Of a mail with several senders that is said",
    arguments: [
      ("From: Anna <anna@bakker.example>\nFrom: Kees <kees@bakker.example>", true),
      ("From: Anna <anna@bakker.example>, Kees <kees@bakker.example>", true),
      ("From: anna@bakker.example, kees@bakker.example", true),
      ("From: \"anna@bakker.example via list\" <anna@bakker.example>", false),
      ("From: Bakker, Anna <anna@bakker.example>", false), ("From: anna@bakker.example", false),
    ])
  func senders(_ from: String, _ several: Bool) throws {
    let mail = MailText.reply("Ja").replacing(
      "From: Anna Bakker <anna@bakker.example>", with: from)
    #expect(try MailText.understand(mail).hasSeveralSenders == several)
  }
}
