import Domain
import Planning
import State
import Testing

/// `min_gap`, `until`, sending hours, retries: when a step may go, and when it is too late.
@Suite struct PaceTests {
  private let tuesday = "2027-05-04T09:30:00"

  @Test(
    "until is the last moment, itself included",
    arguments: [
      ("2027-06-15T12:00:00", "due"), ("2027-06-15T12:00:01", "missed: its moment had passed"),
    ])
  func inclusive(_ at: String, _ fate: String) throws {
    let scene = try Scene([
      step("invitation", .audience, tuesday, until: .moment(.local(local("2027-06-15T12:00:00"))))
    ])
    #expect(try scene.fate("invitation", at: at) == fate)
  }

  @Test("answer_by and the start end what they end")
  func untilByKind() throws {
    var scene = try Scene([
      step("invitation", .audience, tuesday), step("practical", .attending, "2027-06-08T09:30:00"),
      step(
        "thanks", .attending, "2027-06-18T09:30:00",
        until: .moment(.offset(.init(beforeStart: false, span: .days(21))))),
    ]) { $1.answerBy = try utc("2027-06-14T12:00:00") }
    #expect(try scene.fate("invitation", at: "2027-06-14T12:00:00") == "due")
    #expect(try scene.fate("invitation", at: "2027-06-14T12:00:01").hasPrefix("missed"))
    try scene.answer(.seated, at: tuesday)
    #expect(try scene.fate("practical", at: "2027-06-17T14:00:00") == "due")
    #expect(try scene.fate("practical", at: "2027-06-17T14:00:01").hasPrefix("missed"))
    #expect(try scene.fate("thanks", at: "2027-07-08T17:00:00") == "due")
    #expect(try scene.fate("thanks", at: "2027-07-09T00:00:00").hasPrefix("missed"))
  }

  @Test("a step inside min_gap waits for its end, in sending hours")
  func gap() throws {
    var scene = try Scene([
      step("invitation", .audience, tuesday), step("reminder", .silent, "2027-05-05T09:30:00"),
    ])
    try scene.mail("invitation", at: "2027-05-04T09:31:00")
    #expect(
      try scene.fate("reminder", at: "2027-05-05T09:30:00")
        == "waiting until 2027-05-07T09:31:00: min_gap 3d after the last mail")
    #expect(try scene.fate("reminder", at: "2027-05-07T09:30:59").hasPrefix("waiting"))
    #expect(try scene.fate("reminder", at: "2027-05-07T09:31:00") == "due")
    var friday = try Scene([
      step("invitation", .audience, tuesday), step("reminder", .silent, "2027-05-07T10:00:00"),
    ])
    try friday.mail("invitation", at: "2027-05-06T10:00:00")
    #expect(
      try friday.fate("reminder", at: "2027-05-07T10:00:00")
        == "waiting until 2027-05-10T08:30:00: min_gap 3d after the last mail")
  }

  @Test("a gap that passes until makes a step missed, but not one to those attending")
  func gapPassesUntil() throws {
    var scene = try Scene([
      step("invitation", .audience, tuesday), step("reminder", .silent, "2027-06-16T09:30:00"),
      step("practical", .attending, "2027-06-16T09:30:00"),
    ])
    try scene.mail("invitation", at: "2027-06-15T10:00:00")
    let at = "2027-06-16T10:00:00"
    #expect(
      try scene.fate("reminder", at: at) == "missed: min_gap 3d would pass its last moment")
    try scene.answer(.seated, at: "2027-06-15T11:00:00")
    #expect(try scene.fate("practical", at: at) == "due")
    #expect(
      try scene.fate("practical", at: "2027-06-16T19:00:00").hasPrefix(
        "waiting until 2027-06-17T08:30:00: outside"))
  }

  @Test("a mail about an answer does not start a gap")
  func occurrencesAreNoGap() throws {
    var scene = try Scene([
      step("practical", .attending, "2027-06-08T09:30:00"), step("confirmation", on: .rsvp),
    ])
    try scene.answer(.seated, at: "2027-06-07T09:30:00")
    try scene.happens(.rsvp, "confirmation", at: "2027-06-07T09:30:00")
    let at = try utc("2027-06-07T09:30:00")
    scene.state.apply(
      .committed(
        DeliveryKey(event: Scene.eventID, step: "confirmation", person: 0, occurrence: 1),
        email: "", messageID: "", date: at), at: at)
    #expect(try scene.fate("practical", at: "2027-06-08T09:30:00") == "due")
  }

  @Test(
    "a mail the server put off after taking all of it is tried again when it said, not after min_gap"
  )
  func retryIsNoGap() throws {
    var scene = try Scene([step("invitation", .audience, tuesday)])
    try scene.mail("invitation", at: "2027-05-04T10:00:00", .deferred)
    #expect(
      try scene.fate("invitation", at: "2027-05-04T10:04:59")
        == "waiting until 2027-05-04T10:05:00: to be tried again; 451")
    #expect(try scene.fate("invitation", at: "2027-05-04T10:05:00") == "due")
  }

  @Test("a first mail that was put off is not overtaken by itself")
  func retryOfTheFirst() throws {
    var scene = try Scene([step("practical", .attending, "2027-06-08T09:30:00")])
    try scene.answer(.seated, at: "2027-06-07T09:30:00")
    try scene.mail("practical", at: "2027-06-08T09:31:00", .deferred)
    #expect(try scene.fate("practical", at: "2027-06-08T09:40:00") == "due")
  }

  @Test("a retry at night waits for the opening, and one too late says what the server said")
  func retries() throws {
    var scene = try Scene([step("invitation", .audience, tuesday)])
    try scene.mail("invitation", at: "2027-05-04T17:59:00", .deferred)
    #expect(
      try scene.fate("invitation", at: "2027-05-04T18:10:00")
        == "waiting until 2027-05-05T08:30:00: outside sending hours")
    #expect(
      try scene.fate("invitation", at: "2027-06-17T14:00:01")
        == "missed: not delivered in time; the server last said: 451")
  }

  @Test(
    "a due moment outside sending hours moves to the next opening",
    arguments: [
      ("2027-05-04T07:00:00", "2027-05-04T08:30:00"),
      ("2027-05-04T18:00:00", "2027-05-05T08:30:00"),
      ("2027-05-07T19:00:00", "2027-05-10T08:30:00"),
      ("2027-05-08T12:00:00", "2027-05-10T08:30:00"),
      ("2027-05-04T08:30:00", "2027-05-04T08:30:00"),
      ("2027-05-13T10:00:00", "2027-05-14T08:30:00"),
    ])
  func opening(_ at: String, _ due: String) throws {
    let scene = try Scene([step("invitation", .audience, at)]) { programme, _ in
      let hours = programme.send.hours
      programme.send.hours = try #require(
        SendingHours(
          days: hours.days, fromMinute: hours.fromMinute, toMinute: hours.toMinute,
          holidays: [local("2027-05-13T00:00:00").dayNumber], zone: .utc))
    }
    #expect(scene.schedule.timed[0].due == (try utc(due)))
  }

  @Test("when the next opening is past until, it is the opening of the last open day before")
  func lastOpening() throws {
    let scene = try Scene([
      step("practical", .attending, "2027-06-19T10:00:00")
    ]) { _, event in
      event.facts.starts = try local("2027-06-20T14:00:00")
      event.facts.ends = try local("2027-06-20T17:00:00")
    }
    #expect(scene.schedule.timed[0].due == (try utc("2027-06-18T08:30:00")))
    let night = try Scene([step("practical", .attending, "2027-06-17T06:00:00")]) { _, event in
      event.facts.starts = try local("2027-06-17T08:00:00")
    }
    #expect(night.schedule.timed[0].due == (try utc("2027-06-16T08:30:00")))
  }

  @Test("09:30 is 09:30 on the wall of the event's zone, in summer and in winter")
  func wall() throws {
    let amsterdam = try zone("Europe/Amsterdam")
    for (date, hour) in [("2027-01-14", "08"), ("2027-05-13", "07")] {
      let weekBefore = Step(
        name: "invitation",
        trigger: .at(
          .offset(
            .init(beforeStart: true, span: .weeks(1), time: .init(hour: 9, minute: 30)))),
        to: .audience, until: .start, onDoubt: .next)
      let scene = try Scene([weekBefore]) { programme, event in
        event.facts.zone = amsterdam
        event.facts.starts = try local(date + "T14:00:00")
        event.facts.ends = try local(date + "T17:00:00")
        programme.send.hours = .always(in: amsterdam)
      }
      let before = LocalDateTime(dayNumber: try local(date + "T00:00:00").dayNumber - 7)
      let day = "\(before)".prefix(10)
      #expect(scene.schedule.timed[0].due == (try utc("\(day)T\(hour):30:00")))
    }
  }
}
