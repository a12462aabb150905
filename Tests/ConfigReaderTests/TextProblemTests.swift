import ConfigReader
import Domain
import Testing

@Suite struct TextProblemTests {
  private static let letter = "Templates/nl/practical.md"
  private static let winter = "Config/newsletters/winter.nl.md"
  private static let playbook = "Config/playbooks/gathering.toml"

  @Test(arguments: [
    Edit(
      letter, "+++\nsubject = \"practical {{event.title}}\"", "subject = \"practical\"",
      "\(letter):1:1: error: must begin with a line +++ and a subject"),
    Edit(
      letter, "+++\nBeste", "Beste",
      "\(letter):1:1: error: the line +++ that ends the front matter is missing"),
    Edit(
      letter, "subject", "subjct", "\(letter):1:1: error: needs 'subject'",
      "\(letter):2:1: error: 'subjct' is not a setting; did you mean 'subject'?"),
    Edit(
      letter, "practical {{event.title}}", "", "\(letter):2:11: error: 'subject' may not be empty"),
    Edit(
      letter, "practical {{event.title}}", "a\\nb",
      "\(letter):2:11: error: 'subject' must be one line without control characters"),
    Edit(
      letter, "subject = ", "subject = 5 #",
      "\(letter):2:11: error: 'subject' must be a text, not a whole number"),
    Edit(
      letter, "subject = ", "subject : ",
      "\(letter):2:9: error: Error while parsing key-value pair: expected '=', saw ':'"),
    Edit(
      "Templates/nl/words.toml", "\"b\"", "5",
      "Templates/nl/words.toml:3:16: error: words are texts, not a whole number"),
    Edit(
      "Templates/nl/web.toml", "\"1\"", "true",
      "Templates/nl/web.toml:3:7: error: words are texts, not true or false"),
    Edit(winter, "at = 2027-01-06T09:30:00\n", "", "\(winter):1:1: error: needs 'at'"),
    Edit(
      winter, "2027-01-06T09:30:00", "\"-6w\"",
      "\(winter):5:6: error: 'at' of a newsletter is a local date-time such as 2027-06-01T09:30:00"),
    Edit(
      winter, "\"partner\"", "\"partnr\"",
      "\(winter):4:13: warning: nobody has the tag 'partnr'; did you mean 'partner'?"),
    Edit(
      winter, "\"partner\"", "\"partner and\"", "\(winter):4:24: error: the text ends too early"),
    Edit(
      winter, "2027-01-06T09:30:00", "2027-03-28T02:30:00",
      "\(winter):5:6: warning: the clocks of Europe/Amsterdam skip 2027-03-28T02:30:00"),
    Edit(
      "Config/newsletters/winter.en.md", "subject = \"Winter news\"",
      "subject = \"Winter news\"\nat = 2027-01-07T09:30:00",
      "\(winter):5:6: error: 'at' differs from that in Config/newsletters/winter.en.md"),
    Edit(
      playbook, "[step.practical]", "[step.practicl]",
      "\(playbook):10:7: error: the template Templates/nl/practicl.md is missing; did you mean 'practical'?",
      "Templates/en/practicl.md:1:1: warning: the file is missing; who reads 'en' gets 'nl'"),
    Edit(
      playbook, "to = \"silent\"", "to = \"silnt\"",
      "\(playbook):7:6: error: 'to' must be one of audience, silent, attending, waiting, maybe, "
        + "declined, host, person; did you mean 'silent'?"),
    Edit(
      playbook, "on = \"rsvp\"", "",
      "\(playbook):19:7: error: step 'confirmation' needs 'at' or 'on'"),
    Edit(
      playbook, "on_doubt = \"hold\"", "off = true",
      "\(playbook):10:7: error: 'off' is for events; leave 'practical' out instead"),
    Edit(
      playbook, "on_doubt = \"hold\"", "on_doubt = true",
      "\(playbook):13:12: error: 'on_doubt' must be a text, not true or false"),
    Edit(
      playbook, "[step.practical]", "[stap.practical]",
      "\(playbook):10:2: error: 'stap' is not a setting; did you mean 'step'?"),
  ])
  func `each mistake is told at its place`(_ edit: Edit) throws { try edit.verify() }

  @Test func `a template that is missing is an error in the network's language only`() throws {
    let folder = try Folder()
    try folder.remove("Templates/nl/practical.md")
    try folder.remove("Templates/en/practical.md")
    try folder.remove("Templates/nl/desk.md")
    try folder.remove("Templates/layout.txt")
    #expect(
      folder.problems() == [
        "Config/events/spring.toml:34:7: error: the template Templates/nl/practical.md is missing",
        "Config/playbooks/gathering.toml:10:7: error: the template Templates/nl/practical.md is missing",
        "Templates/en/practical.md:1:1: warning: the file is missing; who reads 'en' gets 'nl'",
        "Templates/layout.txt:1:1: error: the file is missing",
        "Templates/nl/desk.md:1:1: error: the file is missing",
      ])
  }

  @Test func `a host's note may be missing, but not in one language alone`() throws {
    let folder = try Folder()
    try folder.write("Templates/nl/note.md", "+++\nsubject = \"S\"\n+++\nx\n")
    #expect(
      folder.problems() == [
        "Templates/en/note.md:1:1: warning: the file is missing; who reads 'en' gets 'nl'"
      ])
  }

  @Test func `a network whose language has no templates is refused`() throws {
    let folder = try Folder()
    try folder.replace("language = \"nl\"", "language = \"de\"", in: "Config/convoke.toml")
    #expect(
      folder.problems() == [
        "Templates/de/words.toml:1:1: error: there are no templates in 'de', the network's language"
      ])
  }

  @Test func `a language without words is told`() throws {
    let folder = try Folder()
    for file in ["words", "web"] { try folder.remove("Templates/en/\(file).toml") }
    #expect(
      folder.problems() == ["Templates/en/words.toml:1:1: warning: the file is missing"])
  }

  @Test func `two editions in one language are a mistake`() throws {
    let folder = try Folder()
    try folder.write(
      "Config/newsletters/winter.md", try folder.text("Config/newsletters/winter.nl.md"))
    #expect(
      folder.problems() == [
        "Config/newsletters/winter.nl.md:1:1: error: Config/newsletters/winter.md is the edition "
          + "in 'nl' already"
      ])
  }

  @Test func `names of files are ids`() throws {
    let folder = try Folder()
    try folder.write("Config/events/Lente 2027.toml", "")
    try folder.write("Config/playbooks/newsletter.toml", "")
    try folder.write("Config/newsletters/Winter.md", "")
    #expect(
      folder.problems() == [
        "Config/events/Lente 2027.toml:1:1: error: 'Lente 2027' is not a name of a-z, 0-9 and -",
        "Config/newsletters/Winter.md:1:1: error: name a newsletter NAME.md or NAME.LANGUAGE.md, "
          + "of a-z, 0-9, -",
        "Config/playbooks/newsletter.toml:1:1: error: the playbook 'newsletter' is built in",
      ])
  }

  @Test func `text that is not UTF-8 is told at its line`() throws {
    let folder = try Folder()
    try folder.write("Templates/web/rsvp.html", bytes: [60, 10, 10, 0xFF])
    try folder.write("Templates/nl/practical.md", bytes: [43, 43, 43, 10, 0xC3])
    try folder.write("Config/events/latin.toml", bytes: Array("# caf".utf8) + [0xE9])
    let problems = folder.problems()
    #expect(problems.count == 3 && problems.allSatisfy { $0.contains("error") })
    #expect(problems.contains("Templates/web/rsvp.html:3:1: error: this is not UTF-8"))
    #expect(problems.contains("Templates/nl/practical.md:2:1: error: this is not UTF-8"))
    #expect(problems.contains { $0.hasPrefix("Config/events/latin.toml:1:") })
  }
}
