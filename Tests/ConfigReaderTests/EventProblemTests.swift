import ConfigReader
import Domain
import Testing

@Suite struct EventProblemTests {
  private static let file = "Config/events/spring.toml"

  private static func edit(_ old: String, _ new: String, _ says: String...) -> Edit {
    var edit = Edit(file, old, new)
    edit.says = says.map { $0.hasPrefix("Templates/") ? $0 : "\(file):\($0)" }
    return edit
  }

  static let audience = "'partner and (inkoper or \"mvo-manager\") and not pers'"
  private static let ends = "ends = 2027-06-17T17:30:00"
  private static let starts = "starts = 2027-06-17T14:00:00"

  @Test(arguments: [
    edit("capacity", "capcity", "8:1: error: 'capcity' is not a setting; did you mean 'capacity'?"),
    edit(
      "kind = \"gathering\"", "kind = \"gatherng\"",
      "1:8: error: there is no playbook 'gatherng'; did you mean 'gathering'?"),
    edit(
      "kind = \"gathering\"", "kind = \"newsletter\"",
      "1:8: error: a newsletter is a Markdown file in Config/newsletters"),
    edit(
      "nl = \"Lentebijeenkomst\"", "dutch = \"L\"",
      "2:11: error: 'dutch' is not a language such as nl or en"),
    edit(
      "title = { nl = \"Lentebijeenkomst\", en = \"Spring meeting\" }", "title = {}",
      "2:9: error: 'title' may not be empty"),
    edit(
      starts, "starts = 2027-06-17",
      "3:10: error: 'starts' needs a time of day, such as 2027-06-17T14:00:00"),
    edit(
      starts, "starts = 2027-06-17T14:00:00Z",
      "3:10: error: 'starts' is a local time: leave the offset out and set 'timezone'"),
    edit(
      starts, "starts = 2027-02-30T14:00:00",
      "3:20: error: Error while parsing date: expected day between 1 and 28 (inclusive), saw 30"
    ),
    edit(ends, "ends = 2027-06-17T13:00:00", "4:8: error: the event ends before it has begun"),
    edit(ends, "duration = \"0h\"", "4:12: error: the event ends before it has begun"),
    edit(
      "room = \"Zaal 3\"", "alarm = \"1 uur\"",
      "15:20: error: '1 uur' is not a length of time such as \"3d\" or \"3h30m\""),
    edit(ends, "", "1:1: error: needs 'ends' or 'duration'"),
    edit(ends, "\(ends)\nduration = \"2h\"", "5:1: error: set 'ends' or 'duration', not both"),
    edit(
      "host = \"Sanne de Boer <sanne@noord.example>\"", "host = \"Sanne de Boer\"",
      "5:8: error: \"Sanne de Boer\" has no @"),
    edit(audience, "'partner and (inkoper'", "6:25: error: this parenthesis is not closed"),
    edit(audience, "\"\"\"\npartner and\n  'pers'\"\"\"", "8:3: error: use double quotes"),
    edit(
      audience, "'inkooper'",
      "6:13: warning: nobody has the tag 'inkooper'; did you mean 'inkoper'?"),
    edit(
      audience, "\"\\u0070artner and\\tinkooper\"",
      "6:31: warning: nobody has the tag 'inkooper'; did you mean 'inkoper'?"),
    edit(
      audience, "'partner and stadt = \"x\"'",
      "6:25: warning: the roster has no column 'stadt'; did you mean 'stad'?"),
    edit(
      "https://meet.example/x?y=1", "meet.example",
      "7:76: error: 'online' must be a link that begins with https://"),
    edit(
      "quorum = 3", "quorum = 121",
      "10:10: error: a quorum of 121 can never fit 120 seats"),
    edit("quorum = 3", "quorum = -1", "10:10: error: 'quorum' must be from 0 to 1000000"),
    edit(
      "answer_by = \"-3d\"", "answer_by = \"+1d\"",
      "11:13: error: 'answer_by' is after the start"),
    edit(
      "answer_by = \"-3d\"", "answer_by = \"-3 d\"",
      "11:15: error: expected a length of time such as 6w, 2d or 3h30m after the sign"),
    edit(
      "answer_by = \"-3d\"", "answer_by = 2027-06-17T14:00:01",
      "11:13: error: 'answer_by' is after the start"),
    edit(
      "offer_for = \"4h\"", "offer_for = \"53w\"",
      "12:13: error: 'offer_for' is longer than a year"),
    edit("price = 5", "price = [5]", "15:51: error: 'price' must be one value, not a list"),
    edit(
      "id = \"diet\"", "id = \"dilemma\"",
      "23:6: error: the question 'dilemma' is there already"),
    edit("id = \"diet\"", "id = \"Diët\"", "23:6: error: 'Diët' is not an id of a-z, 0-9 and -"),
    edit(
      "type = \"choice\"", "type = \"text\"",
      "26:1: error: 'options' is for the types choice and multi, not 'text'"),
    edit(
      "type = \"choice\"", "type = \"choise\"",
      "25:8: error: 'type' must be one of text, choice, multi, yesno; did you mean 'choice'?",
      "26:1: error: 'options' is for the types choice and multi, not 'text'"),
    edit(
      "options = [\"geen\", \"vegetarisch\"]", "",
      "22:1: error: a question of type 'choice' needs 'options'"),
    edit(
      "required = true", "board = true",
      "20:1: warning: 'board' comes in a later version and does nothing yet"),
    edit(
      "[step.reminder]", "[step.remindr]",
      "28:7: error: playbook 'gathering' has no step 'remindr', and a new one needs 'at' and 'to'; did you mean 'reminder'?"
    ),
    edit(
      "[step.thanks]", "[step.thank]",
      "31:7: error: playbook 'gathering' has no step 'thank', and a new one needs 'at' and 'to'; did you mean 'thanks'?"
    ),
    edit(
      "at = \"-10d 09:30\"", "at = \"-10d 9:30\"",
      "29:12: error: expected a time of day from 00:00 to 23:59, such as 09:30"),
    edit(
      "at = \"-10d 09:30\"", "at = \"-10d 09:30\"\non = \"rsvp\"",
      "30:1: error: a step has 'at' or 'on', not both"),
    edit(
      "at = \"-10d 09:30\"", "until = \"anser_by\"",
      "29:9: error: 'until' cannot be 'anser_by'; did you mean 'answer_by'?"),
    edit(
      "at = \"-10d 09:30\"", "to = \"person\"",
      "29:6: error: \"person\" is for steps with 'on'"),
    edit(
      "at = \"-10d 09:30\"", "on = \"rsvp\"\nto = \"host\"",
      "30:6: error: a step with 'on' goes to \"person\""),
    edit(
      "template = \"practical\"", "template = \"practicl\"",
      "34:7: error: the template Templates/nl/practicl.md is missing; did you mean 'practical'?",
      "Templates/en/practicl.md:1:1: warning: the file is missing; who reads 'en' gets 'nl'"),
    edit(
      "at = \"-10d 09:30\"", "at = \"-8w 09:30\"",
      "29:6: warning: step 'reminder' of 'spring' is due before 'invitation', which stands before it",
      "29:6: warning: step 'reminder' of 'spring' is due before anybody is invited"),
    edit(
      "at = \"-10d 09:30\"", "at = \"-1d 09:30\"",
      "29:6: warning: step 'reminder' of 'spring' is due after 'practical', which stands after it",
      "29:6: warning: step 'reminder' of 'spring' is due after its 'until', 2027-06-14 23:59:59, and would never be sent"
    ),
    edit(
      "at = \"-1d 12:00\"", "at = 2026-06-16T12:00:00",
      "36:6: warning: 2026-06-16T12:00:00 is in the past"),
    edit(
      "\nat = \"-1d 12:00\"", "\nat = 2027-03-28T02:30:00",
      "36:6: warning: for 'spring' the clocks of Europe/Amsterdam skip this time; it counts as 2027-03-28 03:30"
    ),
  ])
  func `each mistake is told at its place`(_ edit: Edit) throws {
    try edit.verify()
  }

  @Test func `a start that summer time skips is a warning`() throws {
    let folder = try Folder()
    try folder.replace(
      "2027-02-11T15:00:00", "2027-03-28T01:30:00", in: "Config/events/circle.toml")
    #expect(
      folder.problems() == [
        "Config/events/circle.toml:15:10: warning: the clocks of Europe/London skip "
          + "2027-03-28T01:30:00; 'starts' counts as 02:30"
      ])
  }

  @Test func `An event without an audience that can be read is looked at all the same`() throws {
    let folder = try Folder()
    try folder.replace(
      EventProblemTests.audience, "'partner and (inkoper'", in: EventProblemTests.file)
    try folder.replace("answer_by = \"-3d\"", "answer_by = 2020-01-01", in: EventProblemTests.file)
    try folder.replace(
      "template = \"practical\"", "template = \"practcal\"", in: EventProblemTests.file)
    let problems = folder.problems()
    #expect(
      problems.prefix(2) == [
        "Config/events/spring.toml:6:25: error: this parenthesis is not closed",
        "Config/events/spring.toml:11:13: warning: 'answer_by', 2020-01-01 23:59:59, is in the past",
      ])
    #expect(problems.contains { $0.contains("practcal") })
  }

  @Test func `answer_by on the day of the start is the start`() throws {
    let folder = try Folder()
    try folder.replace("answer_by = \"-3d\"", "answer_by = \"-0d\"", in: EventProblemTests.file)
    let (programme, problems) = folder.read()
    let event = try #require(programme?.event("spring"))
    #expect(problems.isEmpty && event.answerBy == event.starts)
  }

  @Test func `dates in the past are warnings`() throws {
    let folder = try Folder()
    let problems = folder.problems(now: try instant("2027-06-15T12:00"))
    #expect(
      problems == [
        "Config/events/circle.toml:12:10: warning: 2027-01-14 15:00 is in the past",
        "Config/events/circle.toml:15:10: warning: 2027-02-11 15:00 is in the past",
        "Config/events/spring.toml:11:13: warning: 'answer_by', 2027-06-14 23:59:59, is in the past",
        "Config/newsletters/winter.nl.md:5:6: warning: 2027-01-06 09:30 is in the past",
      ])
  }

  @Test func `an event that was in force before its day is no mistake after it`() throws {
    let folder = try Folder()
    let now = try instant("2027-06-15T12:00")
    let jan = try instant("2027-01-14T15:00")
    let known = KnownFacts(starts: ["circle-jan": jan, "circle-feb": jan])
    let problems = folder.problems(now: now, known: known)
    #expect(!problems.contains { $0.contains("circle.toml:12") })
    #expect(problems.contains { $0.contains("circle.toml:15:10: warning: 2027-02-11") })
  }

  @Test(arguments: ["all", "people"])
  func `an event has no name that release knows`(name: String) throws {
    let folder = try Folder()
    let text = try folder.text("Config/events/spring.toml")
    try folder.write("Config/events/\(name).toml", text)
    #expect(
      folder.problems().contains(
        "Config/events/\(name).toml:1:1: error: '\(name)' is a word of 'convoke release'; "
          + "give the event another name"))
  }

  @Test func `what an audience asks for in vain is told with its place in the text`() throws {
    let folder = try Folder()
    let people = try #require(folder.read().programme).people
    let audience = try Audience(parsing: "partner and (inkooper or stadt = \"x\")")
    let strangers = AudienceChecks(people: people).strangers(in: audience)
    #expect(strangers.map(\.offset) == [13, 25])
    #expect(strangers[0].text == "nobody has the tag 'inkooper'; did you mean 'inkoper'?")
  }

  @Test func `a series has its times in its sessions`() throws {
    let folder = try Folder()
    try folder.replace(
      "capacity = 8", "starts = 2027-01-01T10:00:00\nfoo = 1", in: "Config/events/circle.toml")
    #expect(
      folder.problems() == [
        "Config/events/circle.toml:6:1: error: a series has 'starts' in its sessions only",
        "Config/events/circle.toml:7:1: error: 'foo' is not a setting",
      ])
  }

  @Test func `an unknown key of a session is told once`() throws {
    let folder = try Folder()
    try folder.replace("capacity = 6", "capacty = 6", in: "Config/events/circle.toml")
    #expect(
      folder.problems() == [
        "Config/events/circle.toml:17:1: error: 'capacty' is not a setting of [session.feb]; "
          + "did you mean 'capacity'?"
      ])
  }

  @Test func `a host with very many events at a time is told once for each`() throws {
    let folder = try Folder()
    let spring = try folder.text("Config/events/spring.toml")
      .split(separator: "\n", omittingEmptySubsequences: false).prefix(6).joined(separator: "\n")
    for number in 0..<40 { try folder.write("Config/events/zomer-\(number).toml", spring) }
    let conflicts = folder.problems().filter { $0.contains("also hosts") }
    #expect(conflicts.count == 40)
  }

  @Test func `a host has one event at a time`() throws {
    let folder = try Folder()
    let other = try folder.text("Config/events/spring.toml")
      .split(separator: "\n", omittingEmptySubsequences: false).prefix(6)
      .joined(separator: "\n")
    try folder.write("Config/events/zomer.toml", other)
    #expect(
      folder.problems() == [
        "Config/events/zomer.toml:3:10: warning: sanne@noord.example also hosts 'spring' at this time"
      ])
    try folder.write("Config/events/zomer.toml", other + "\ncancelled = true")
    #expect(folder.problems() == [])
  }

  @Test func `two files cannot be one event`() throws {
    let folder = try Folder()
    try folder.write(
      "Config/events/circle-jan.toml", try folder.text("Config/events/spring.toml"))
    #expect(
      folder.problems().contains {
        $0.contains("error: the event 'circle-jan' is in Config/events/circle-jan.toml already")
      })
  }

  @Test func `an event whose file vanished is an error until it is let go`() throws {
    let folder = try Folder()
    let accepted = ["spring", "circle-jan", "circle-mrt", "newsletter-winter"]
    #expect(
      folder.problems(known: KnownFacts(acceptedEvents: accepted)) == [
        "Config/events/circle-mrt.toml:1:1: error: the event 'circle-mrt' is gone; bring it back "
          + "with cancelled = true, or let it go with 'convoke drop circle-mrt'; "
          + "did you mean 'circle-feb'?"
      ])
    #expect(
      folder.problems(
        known: KnownFacts(acceptedEvents: accepted, droppedEvents: ["circle-mrt"])) == [])
    // A file that cannot be read is not gone.
    try folder.write("Config/events/circle.toml", "[")
    #expect(
      folder.problems(known: KnownFacts(acceptedEvents: accepted)).allSatisfy {
        $0.hasPrefix("Config/events/circle.toml:1:")
      })
  }

  @Test func `a capacity below those seated is a warning`() throws {
    let folder = try Folder()
    let known = KnownFacts(seated: ["spring": 121, "circle-jan": 8])
    #expect(
      folder.problems(known: known) == [
        "Config/events/spring.toml:8:12: warning: a capacity of 120, but 121 are seated in 'spring'"
      ])
  }
}
