import ConfigReader
import Domain
import Foundation
import Testing

@Suite struct ProgrammeTests {
  private func programme() throws -> Programme {
    let (programme, problems) = try Folder().read()
    #expect(problems.map(\.description) == [])
    return try #require(programme)
  }

  @Test func `the network's file is read whole`() throws {
    let folder = try Folder()
    let programme = try #require(folder.read().programme)
    #expect(programme.network.name == "Netwerk Noord")
    #expect(programme.network.zone.name == "Europe/Amsterdam")
    #expect(programme.network.language == "nl")
    #expect(programme.network.accent == "#0a6640")
    #expect(programme.network.operators?.name == "Beheer")
    #expect(programme.mail.from.address.text == "uitnodiging@noord.example")
    #expect(programme.mail.bounces.text == "bounces@noord.example")
    #expect(programme.mail.replyTo?.address.text == "post@noord.example")
    #expect(programme.mail.dkim?.key == .credential("dkim"))
    #expect(programme.smtp.host == "relay.noord.example" && programme.smtp.port == 465)
    #expect(programme.smtp.implicitTLS && programme.smtp.requireTLS)
    #expect(programme.smtp.password == .file("\(folder.path)/secrets/smtp"))
    #expect(programme.smtp.connections == 4 && programme.smtp.perMinute == 120)
    #expect(programme.web.url == "https://noord.example/doe-mee")
    #expect(programme.web.listenHost == "::1" && programme.web.listenPort == 9000)
    #expect(programme.web.adminPort == 9001)
    #expect(programme.web.trustedProxies == ["10.0.0.0/8", "::1"])
    #expect(programme.storeDirectory == "\(folder.path)/State")
    #expect(programme.inboundMaildir == "/var/mail/convoke")
  }

  @Test func `sending is read whole`() throws {
    let send = try programme().send
    #expect(send.hours.days == [1, 3])
    #expect(send.hours.fromMinute == 540 && send.hours.toMinute == 1050)
    #expect(send.hours.holidays.count == 1)
    #expect(send.hours.zone.name == "Europe/Amsterdam")
    #expect(send.minGap == .days(2) && send.confirmOver == 10 && send.previewBefore == nil)
    #expect(send.settle == .minutes(5) && send.perPersonPerWeek == 2)
    #expect(send.onlyTo.map(\.text) == ["test@noord.example"])
  }

  @Test func `without settings the defaults hold`() throws {
    let folder = try Folder()
    try folder.write(
      "Config/convoke.toml",
      """
      [network]
      name = "N"
      timezone = "Europe/Amsterdam"
      language = "nl"
      address = "A"
      [mail]
      from = "a@noord.example"
      bounces = "b@noord.example"
      [smtp]
      url = "smtp://localhost"
      [web]
      url = "http://127.0.0.1:8080"
      [store]
      """)
    let programme = try #require(folder.read().programme)
    #expect(programme.smtp.port == 25 && programme.smtp.requireTLS && !programme.smtp.implicitTLS)
    #expect(programme.smtp.connections == 10 && programme.smtp.perMinute == 0)
    #expect(programme.smtp.maxPerConnection == 0 && programme.send.clockWait == .minutes(15))
    #expect(programme.web.listenPort == 8080 && programme.web.adminPort == 8081)
    #expect(programme.web.trustedProxies == ["127.0.0.1"])
    #expect(programme.send.hours.days == Set(1...5))
    #expect(programme.send.hours.fromMinute == 510 && programme.send.hours.toMinute == 1080)
    #expect(programme.send.minGap == .days(3) && programme.send.confirmOver == 500)
    #expect(programme.send.previewBefore == .days(1) && programme.send.settle == .minutes(10))
    #expect(programme.storeDirectory == nil && programme.inboundMaildir == nil)
  }

  @Test func `an event is read whole`() throws {
    let event = try #require(try programme().event("spring"))
    #expect(event.kind == "gathering")
    #expect(event.title.text("en", fallback: "nl") == "Spring meeting")
    #expect(event.facts.starts.description == "2027-06-17T14:00:00")
    #expect(event.ends == (try instant("2027-06-17T17:30")))
    #expect(event.facts.venue.address == "Kanaaldijk 7\nUtrecht")
    #expect(event.host.name == "Sanne de Boer")
    #expect(event.capacity == 120 && event.perOrganisation == 2 && event.quorum == 3)
    #expect(event.answerBy == (try instant("2027-06-14T23:59:59")))
    #expect(event.offerFor == .hours(4) && event.guests == 1)
    #expect(event.fields == ["room": "Zaal 3", "lunch": "true", "price": "5"])
    #expect(event.questions.map(\.id) == ["dilemma", "diet"])
    #expect(event.questions.map(\.kind) == [.text, .choice])
    #expect(event.questions.map(\.required) == [true, false])
    #expect(event.place == Event.Place(path: "Config/events/spring.toml", line: 3))
  }

  @Test func `an event changes, adds and leaves out steps`() throws {
    let event = try #require(try programme().event("spring"))
    #expect(
      event.steps.map(\.name) == [
        "invitation", "reminder", "practical", "confirmation", "extra",
      ])
    let reminder = try #require(event.step("reminder"))
    #expect(try reminder.trigger == .at(Moment(parsing: "-10d 09:30")))
    #expect(reminder.to == .silent)
    #expect(event.step("extra")?.template == "practical")
    #expect(event.step("invitation")?.calendar == true)
  }

  @Test func `steps have the defaults of their kind`() throws {
    let playbook = try #require(try programme().playbooks["gathering"])
    let untils = playbook.steps.map(\.until)
    let afterwards = Step.Until.moment(try Moment(parsing: "+21d"))
    #expect(untils == [.answerBy, .answerBy, .start, afterwards, .start])
    #expect(playbook.steps.map(\.onDoubt) == [.next, .next, .hold, .next, .resend])
    #expect(playbook.steps.last?.to == .person)
    #expect(playbook.steps.last?.trigger == .on(.rsvp))
  }

  @Test func `a series is an event per session`() throws {
    let programme = try programme()
    let jan = try #require(programme.event("circle-jan"))
    let feb = try #require(programme.event("circle-feb"))
    #expect(programme.event("circle") == nil)
    #expect(jan.facts.ends.description == "2027-01-14T17:00:00" && jan.capacity == 8)
    #expect(feb.facts.ends.description == "2027-02-11T18:00:00" && feb.capacity == 6)
    #expect(feb.facts.zone.name == "Europe/London" && feb.facts.venue.name == "Bij Bakker")
    #expect(try jan.step("reminder")?.trigger == .at(Moment(parsing: "-5d 09:30")))
    #expect(try feb.step("reminder")?.trigger == .at(Moment(parsing: "-4d 10:00")))
    #expect(feb.step("reminder")?.to == .silent)
    #expect(jan.answerBy == jan.starts)
  }

  @Test func `a newsletter is an event of one step`() throws {
    let programme = try programme()
    let letter = try #require(programme.event("newsletter-winter"))
    #expect(letter.isNewsletter)
    #expect(try letter.starts == instant("2027-01-06T09:30"))
    #expect(letter.host.address.text == "uitnodiging@noord.example")
    #expect(letter.title.text("en", fallback: "nl") == "Winter news")
    #expect(letter.article["nl"]?.body == "Beste lezer,\n\nDit is **nieuws**.\n")
    #expect(letter.article["nl"]?.bodyLine == 7 && letter.article["nl"]?.preheader == "Kort")
    let step = try #require(letter.steps.first)
    #expect(step.name == "newsletter" && step.to == .audience && step.onDoubt == .next)
    #expect(try step.until == .moment(Moment(parsing: "+7d")))
    #expect(try step.trigger == .at(Moment(parsing: "2027-01-06T09:30:00")))
  }

  @Test func `events are in the order of their start`() throws {
    #expect(
      try self.programme().events.map(\.id) == [
        "newsletter-winter", "circle-jan", "circle-feb", "spring",
      ])
  }

  @Test func `templates keep their lines, and words are flat`() throws {
    let templates = try programme().templates
    let own = try #require(
      templates.letter(language: "nl", kind: "gathering", template: "reminder"))
    #expect(own.subject == "Herinnering" && own.subjectLine == 3 && own.preheaderLine == 4)
    #expect(own.bodyLine == 6 && own.body == "\nBeste {{person.first}},\n")
    let plain = templates.letter(language: "en", kind: "gathering", template: "reminder")
    #expect(plain?.path == "Templates/en/reminder.md")
    #expect(templates.languages == ["en", "nl"])
    #expect(
      templates.words["nl"] == [
        "language": "nl", "date.months.1": "a", "date.months.2": "b", "web.saved": "ok",
        "web.seats_left.one": "1",
      ])
    #expect(templates.web["rsvp"]?.text == "<p>{{word.web.saved}}</p>\n")
    #expect(templates.layoutHTML.path == "Templates/layout.html")
  }

  @Test func `equal content has an equal fingerprint, any change another`() throws {
    let folder = try Folder()
    let first = try #require(folder.read().programme).fingerprint
    let again = try programme().fingerprint
    #expect(first == again && first.utf8.count == 32)
    try folder.write("Templates/nl/test.md", try folder.text("Templates/nl/test.md") + " ")
    let changed = try #require(folder.read().programme)
    #expect(changed.fingerprint != first)
  }

  @Test func `checks of other parts are merged and can refuse`() throws {
    let folder = try Folder()
    let warning = Problem(path: "A", severity: .warning, text: "w")
    let (kept, found) = folder.read(checks: [{ _ in [warning] }])
    #expect(kept != nil && found == [warning])
    let error = Problem(path: "Z", text: "e")
    let (refused, both) = folder.read(checks: [{ _ in [error] }, { _ in [warning] }])
    #expect(refused == nil && both == [warning, error])
  }

  @Test
  func `mails carry the logo itself, or the png beside a logo that mail programs do not show`()
    throws
  {
    let folder = try Folder()
    try folder.replace(
      "accent = \"#0A6640\"", "logo = \"logo.svg\"", in: "Config/convoke.toml")
    try folder.write("logo.svg", "<svg/>")
    #expect(try #require(folder.read().programme).network.mailLogo == nil)
    try folder.write("logo.png", "PNG")
    #expect(try #require(folder.read().programme).network.mailLogo?.bytes == Array("PNG".utf8))
    #expect(try #require(folder.read().programme).network.mailLogo?.mediaType == "image/png")
    try folder.write("logo.png", String(repeating: "x", count: 40_000))
    #expect(try #require(folder.read().programme).network.mailLogo == nil)
    #expect(
      folder.problems() == [
        "Config/convoke.toml:7:8: warning: 'logo.png' has 39 KB, too much for every mail (32 KB); "
          + "mails carry the network's name instead"
      ])
  }

  @Test func `a logo is read and counts in the fingerprint`() throws {
    let folder = try Folder()
    try folder.replace(
      "accent = \"#0A6640\"", "logo = \"logo.svg\"", in: "Config/convoke.toml")
    #expect(
      folder.problems() == [
        "Config/convoke.toml:7:8: error: there is no file 'logo.svg'"
      ])
    try folder.write("logo.svg", "<svg/>")
    let programme = try #require(folder.read().programme)
    #expect(programme.network.logo?.mediaType == "image/svg+xml")
    #expect(programme.network.logo?.bytes == Array("<svg/>".utf8))
    try folder.write("logo.svg", "<svg></svg>")
    #expect(folder.read().programme?.fingerprint != programme.fingerprint)
  }

  @Test(arguments: ["Mars/Base", "../../etc/passwd", "/etc/passwd", "", ".", "Europe", "right/UTC"])
  func `what is no zone is not loaded`(name: String) {
    #expect(ConfigReader.loadZone(name) == nil)
  }
}
