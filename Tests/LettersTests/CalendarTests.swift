import Domain
import Foundation
import Letters
import Testing

@Suite struct CalendarTests {
  static let zones = [
    "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
    "Africa/Casablanca",
  ]

  private func calendar(
    _ event: Event, step: Step, answer: LetterRequest.Answer? = nil,
    seat: LetterRequest.SeatNote = .none, sequence: Int = 0
  ) throws -> Letter {
    try Fixture.composer().compose(
      LetterRequest(
        kind: .step(step), event: event, person: try Fixture.person(), answer: answer, seat: seat,
        sequence: sequence, instant: Fixture.instant))
  }

  @Test(
    "VTIMEZONE says what the zone's clocks say, a year before to a year after", arguments: zones)
  func timeZones(_ name: String) throws {
    let zone = try Fixture.zone(name)
    for year in 2026...2037 {
      for (month, day) in [(1, 15), (3, 28), (6, 17), (10, 30)] {
        var event = try Fixture.event(zone: name)
        event.facts.starts = try Fixture.time(year, month, day, 14)
        event.facts.ends = try Fixture.time(year, month, day, 17)
        let letter = try calendar(event, step: try Fixture.step("invitation", calendar: true))
        let component = try TimeZoneReading(try #require(letter.calendar))
        #expect(component.id == name)
        for hours in stride(from: -366 * 24, through: 366 * 24, by: 13) {
          let instant = event.starts.adding(seconds: Int64(hours) * 3600)
          let expected = zone.offset(at: instant)
          let actual = component.offset(at: instant)
          if actual != expected {
            Issue.record("\(name) at \(instant.seconds): \(actual), not \(expected)")
            return
          }
        }
      }
    }
  }

  @Test("Zones with yearly rules are written as two rules, others change by change")
  func rules() throws {
    let step = try Fixture.step("invitation", calendar: true)
    let amsterdam = try #require(try calendar(try Fixture.event(), step: step).calendar)
    #expect(amsterdam.contains("DTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"))
    #expect(
      amsterdam.contains("DTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"))
    let newYork = try Fixture.event(zone: "America/New_York")
    let text = try #require(try calendar(newYork, step: step).calendar)
    #expect(text.contains("DTSTART:19700308T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"))
    let casablanca = try Fixture.event(zone: "Africa/Casablanca")
    #expect(try calendar(casablanca, step: step).calendar?.contains("RRULE") == false)
  }

  @Test("An entry has one UID for good; its sequence, status and method follow the event")
  func lifeCycle() throws {
    let invitation = try calendar(
      try Fixture.event(), step: try Fixture.step("invitation", calendar: true))
    let moved = try calendar(
      try Fixture.event(day: 24),
      step: try Fixture.step("rescheduled", on: .rescheduled, to: .person, calendar: true),
      answer: .init(choice: .yes), seat: .seated, sequence: 1)
    let cancelled = try calendar(
      try Fixture.event(cancelled: true, day: 24),
      step: try Fixture.step("cancelled", on: .cancelled, to: .person, calendar: true),
      answer: .init(choice: .yes), seat: .seated, sequence: 2)
    let uids = [invitation, moved, cancelled].map { $0.property("UID") }
    #expect(Set(uids).count == 1)
    #expect([invitation, moved, cancelled].map { $0.property("SEQUENCE") } == ["0", "1", "2"])
    #expect(
      [invitation, moved, cancelled].map { $0.property("METHOD") } == [
        "REQUEST", "REQUEST", "CANCEL",
      ])
    #expect(cancelled.property("STATUS") == "CANCELLED")
    #expect(moved.property("DTSTART;TZID=Europe/Amsterdam") == "20270624T140000")
    #expect(moved.calendar?.contains("PARTSTAT=ACCEPTED") == true)
    #expect(invitation.calendar?.contains("PARTSTAT=NEEDS-ACTION") == true)
    let directory = LinkIndex(events: ["openspace-juni"], people: ["1042"])
    let found = AddressTag.openCalendar(uid: uids[0], in: directory, keys: Fixture.keys)
    #expect(found?.person == "1042")
  }

  @Test(
    "The known answer is the entry's PARTSTAT",
    arguments: [
      (Choice.yes, LetterRequest.SeatNote.seated, "ACCEPTED"),
      (.yes, .waiting(position: 2), "TENTATIVE"),
      (.maybe, .none, "TENTATIVE"), (.no, .none, "DECLINED"),
    ])
  func participation(_ choice: Choice, _ seat: LetterRequest.SeatNote, _ expected: String) throws {
    let letter = try calendar(
      try Fixture.event(),
      step: try Fixture.step("confirmation", on: .rsvp, to: .person, calendar: true),
      answer: .init(choice: choice), seat: seat)
    #expect(letter.calendar?.contains("PARTSTAT=\(expected)") == true)
  }

  @Test("A save-the-date is an attachment only, which asks nothing")
  func saveTheDate() throws {
    let letter = try calendar(
      try Fixture.event(), step: try Fixture.step("save-the-date", calendar: true))
    #expect(letter.property("METHOD") == "PUBLISH")
    #expect(letter.calendar?.contains("ATTENDEE") == false)
    let mail = try #require(try Python.parse([letter.message]).first)
    #expect(mail.parts.map(\.type) == ["text/plain", "text/html", "application/ics"])
  }

  @Test("An alarm is set when the event asks for one")
  func alarm() throws {
    var event = try Fixture.event()
    event.fields["alarm"] = "1h30m"
    let letter = try calendar(event, step: try Fixture.step("invitation", calendar: true))
    #expect(letter.calendar?.contains("TRIGGER:-PT90M\r\n") == true)
  }

  @Test("Lines are folded at 75 octets between characters, and unfold to the text")
  func folding() throws {
    let title = String(repeating: "é日😀,;\\ ", count: 30)
    let letter = try calendar(
      try Fixture.event(title: title), step: try Fixture.step("invitation", calendar: true))
    let bytes = try #require(letter.calendarBytes)
    for line in bytes.split(separator: 0x0a) {
      #expect(line.count <= 76 && line.last == 0x0d)
      #expect(String(validating: line, as: UTF8.self) != nil)
    }
    let escaped = title.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: ",", with: "\\,").replacingOccurrences(of: ";", with: "\\;")
    #expect(letter.property("SUMMARY") == escaped)
  }

  @Test("The web page's file is the same entry, without buttons")
  func calendarFile() throws {
    let step = try Fixture.step("invitation", calendar: true)
    let request = LetterRequest(
      kind: .step(step), event: try Fixture.event(), person: try Fixture.person(), sequence: 3,
      instant: Fixture.instant)
    let composer = try Fixture.composer()
    let file = try #require(composer.calendarFile(request))
    let mail = try composer.compose(request)
    #expect(file.contains("UID:\(mail.property("UID"))\r\n"))
    #expect(file.contains("SEQUENCE:3\r\n"))
    #expect(file.contains("METHOD:PUBLISH\r\n"))
    #expect(!file.contains("ATTENDEE"))
  }

  @Test(
    "An address with signs of URLs is a URL all the same",
    arguments: [
      ("anna@bakker.example", "mailto:anna@bakker.example"),
      ("a+b=c@bakker.example", "mailto:a+b=c@bakker.example"),
      ("50%?a&b#c@bakker.example", "mailto:50%25%3Fa%26b%23c@bakker.example"),
      ("\"a b\"@bakker.example", "mailto:%22a%20b%22@bakker.example"),
      ("jörg@bakker.example", "mailto:j%C3%B6rg@bakker.example"),
    ])
  func mailto(_ address: String, _ expected: String) throws {
    var person = try Fixture.person(name: "")
    person.email = try MailAddress(address)
    let letter = try Fixture.composer().compose(
      LetterRequest(
        kind: .step(try Fixture.step("invitation", calendar: true)), event: try Fixture.event(),
        person: person, instant: Fixture.instant))
    let unfolded = (letter.calendar ?? "").replacingOccurrences(of: "\r\n ", with: "")
    #expect(unfolded.contains("RSVP=TRUE:\(expected)\r\n"))
  }

  @Test(
    "dateutil reads each VTIMEZONE as the system's zone, around events of 2026 to 2037",
    .enabled(if: Python.has("dateutil")), arguments: zones + ["Europe/Dublin", "Pacific/Chatham"])
  func outsideJudgeOfZones(_ name: String) throws {
    var calendars: [String] = []
    for year in 2026...2037 {
      var event = try Fixture.event(zone: name)
      event.facts.starts = try Fixture.time(year, 3, 28, 23)
      event.facts.ends = try Fixture.time(year, 3, 30, 1)
      let letter = try calendar(event, step: try Fixture.step("invitation", calendar: true))
      calendars.append(try #require(letter.calendar))
    }
    let output = try Python.run(Self.zoneScript, input: try JSONEncoder().encode(calendars))
    #expect(String(decoding: output, as: UTF8.self) == "12 calendars, 0 differences")
  }

  /// Every 31 hours from a year before the event to a year after it, by the wall clock there:
  /// VTIMEZONE as dateutil reads it (it knows no X- properties) beside the zone files as Python
  /// does.
  private static let zoneScript = """
    import sys, json, io, datetime, zoneinfo, re
    from dateutil import tz
    wrong, calendars = [], json.load(sys.stdin)
    for text in calendars:
        name = re.search('TZID:(.*)', text)[1].strip()
        start = re.search('DTSTART;TZID=[^:]*:(\\d{8}T\\d{6})', text)[1]
        start = datetime.datetime.strptime(start, '%Y%m%dT%H%M%S')
        part = text[text.index('BEGIN:VTIMEZONE'):text.index('BEGIN:VEVENT')]
        ours = tz.tzical(io.StringIO(re.sub('X-.*|\\r', '', part))).get()
        system = zoneinfo.ZoneInfo(name)
        for hours in range(-365 * 24, 365 * 24, 31):
            wall = start + datetime.timedelta(hours=hours)
            known = wall.replace(tzinfo=system)
            # A time that does not exist, or exists twice, may be read either way.
            if known.utcoffset() != known.replace(fold=1).utcoffset(): continue
            if wall.replace(tzinfo=ours).utcoffset() != known.utcoffset(): wrong.append(wall)
    print(f'{len(calendars)} calendars, {len(wrong)} differences', end='')
    """

  @Test("icalendar reads every calendar part", .enabled(if: Python.has("icalendar")))
  func outsideJudge() throws {
    let hostile = "Zaal \"3\"; a,b: \\ ^ 😀 \u{202E}x"
    let events =
      try Self.zones.map { try Fixture.event(zone: $0) }
      + [try Fixture.event(title: hostile, venue: Venue(name: hostile, address: "a\nb"))]
    for event in events {
      var person = try Fixture.person(name: hostile)
      person.language = "en"
      let letter = try Fixture.composer().compose(
        LetterRequest(
          kind: .step(try Fixture.step("invitation", calendar: true)), event: event,
          person: person, instant: Fixture.instant))
      let output = try Python.run(Self.script, input: Data(try #require(letter.calendarBytes)))
      let fields = try JSONDecoder().decode([String: String].self, from: output)
      #expect(fields["summary"] == event.title.text("en", fallback: "nl"))
      #expect(fields["starts"].flatMap { Double($0) } == Double(event.starts.seconds))
      #expect(fields["attendee"] == "mailto:anna@bakker.example")
      // RFC 6868, which icalendar leaves to the reader.
      #expect(
        letter.property("ATTENDEE;", beyond: "CN=").hasPrefix(
          "\"Zaal ^'3^'; a,b: \\ ^^ 😀 \u{202E}x"))
      #expect(fields["errors"] == "0")
    }
  }

  private static let script = """
    import sys, json, icalendar
    c = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
    e = c.walk('VEVENT')[0]
    json.dump({'summary': str(e['SUMMARY']), 'starts': str(e['DTSTART'].dt.timestamp()),
      'attendee': str(e['ATTENDEE']), 'errors': str(len(e.errors) + len(c.errors))}, sys.stdout)
    """
}

extension Letter {
  /// What stands after `mark` in the unfolded line that begins with `start`.
  func property(_ start: String, beyond mark: String) -> String {
    let unfolded = (calendar ?? "").replacingOccurrences(of: "\r\n ", with: "")
    let line = unfolded.components(separatedBy: "\r\n").first { $0.hasPrefix(start) } ?? ""
    return line.range(of: mark).map { String(line[$0.upperBound...]) } ?? ""
  }

  /// The value of a calendar property, unfolded; empty when there is none.
  func property(_ name: String) -> String {
    let unfolded = (calendar ?? "").replacingOccurrences(of: "\r\n ", with: "")
    let line = unfolded.components(separatedBy: "\r\n").first { $0.hasPrefix(name + ":") }
    return line.map { String($0.dropFirst(name.count + 1)) } ?? ""
  }
}
