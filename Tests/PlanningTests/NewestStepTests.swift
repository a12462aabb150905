import Domain
import Planning
import State
import Testing

/// Of several steps that are overdue, which go.
@Suite struct NewestStepTests {
  private func scene(_ steps: Step...) throws -> Scene { try Scene(steps) }
  private let tuesday = "2027-05-04T09:30:00"
  private let nextTuesday = "2027-05-11T09:30:00"
  private let wednesday = "2027-05-12T10:00:00"

  private func both() throws -> Scene {
    try scene(
      step("save", .audience, tuesday), step("invitation", .audience, nextTuesday),
      step("reminder", .silent, "2027-06-01T09:30:00"),
      step("last-call", .silent, "2027-06-08T09:30:00"),
      step("practical", .attending, "2027-06-15T09:30:00"))
  }

  @Test("a new event whose first moment has passed invites at once")
  func invitesAtOnce() throws {
    let scene = try both()
    #expect(try scene.fate("save", at: "2027-05-05T10:00:00") == "due")
    #expect(
      try scene.fate("invitation", at: "2027-05-05T10:00:00")
        == "waiting until 2027-05-11T09:30:00: not yet due")
  }

  @Test("of overdue steps to the audience only the newest goes")
  func newest() throws {
    let scene = try both()
    #expect(try scene.fate("save", at: wednesday) == "never: overtaken by invitation")
    #expect(try scene.fate("invitation", at: wednesday) == "due")
    #expect(try scene.fate("invitation", at: "2027-06-14T10:00:00") == "due")
  }

  @Test("a newest step that was missed, dropped or is too late makes way for the one before")
  func newestIsOut() throws {
    for state in [DeliveryState.missed, .dropped] {
      var scene = try both()
      let key = DeliveryKey(event: Scene.eventID, step: "invitation", person: 0)
      scene.state.apply(
        state == .dropped
          ? .dropped(key)
          : .missed(event: key.event, step: key.step, people: [0], occurrence: 0, why: ""),
        at: try utc(wednesday))
      #expect(try scene.fate("save", at: wednesday) == "due")
    }
    let early = try scene(
      step("save", .audience, tuesday),
      step(
        "invitation", .audience, nextTuesday, until: .moment(.local(local("2027-05-11T12:00:00")))))
    #expect(try early.fate("save", at: "2027-05-11T12:00:00") == "never: overtaken by invitation")
    #expect(try early.fate("save", at: "2027-05-11T12:00:01") == "due")
  }

  @Test("two steps at one moment do not overtake each other, but min_gap keeps them apart")
  func sameMoment() throws {
    var scene = try scene(
      step("a", .audience, tuesday), step("b", .audience, tuesday))
    #expect(try scene.fate("a", at: wednesday) == "due")
    #expect(try scene.fate("b", at: wednesday) == "due")
    try scene.mail("a", at: wednesday)
    #expect(
      try scene.fate("b", at: wednesday).hasPrefix("waiting until 2027-05-17T08:30:00: min_gap"))
  }

  @Test(
    "what was handed over, or may have been, has overtaken what came before",
    arguments: [DeliveryState.sent, .doubt, .committed])
  func sentOvertakes(_ state: DeliveryState) throws {
    var scene = try both()
    try scene.mail("invitation", at: nextTuesday, state)
    #expect(try scene.fate("save", at: "2027-06-16T10:00:00") == "never: overtaken by invitation")
  }

  @Test("a late joiner is invited at once and not reminded of the past")
  func lateJoiner() throws {
    var scene = try both()
    let joined = "2027-06-09T10:00:00"
    #expect(try scene.fate("invitation", at: joined) == "due")
    #expect(try scene.fate("reminder", at: joined) == "never: was not invited")
    try scene.mail("invitation", at: joined)
    let first = "never: it was due before the first mail about this event"
    let later = "2027-06-14T10:00:00"
    #expect(try scene.fate("reminder", at: later) == first)
    #expect(try scene.fate("last-call", at: later) == first)
    try scene.answer(.seated, at: "2027-06-14T11:00:00")
    #expect(try scene.fate("practical", at: "2027-06-15T09:30:00") == "due")
  }

  @Test("other steps due before the first mail, even one about an answer, never go")
  func beforeFirstMail() throws {
    var scene = try Scene([
      step("practical", .attending, "2027-06-01T09:30:00"), step("confirmation", on: .rsvp),
    ])
    try scene.answer(.seated, at: "2027-06-02T10:00:00")
    #expect(try scene.fate("practical", at: "2027-06-02T10:00:00") == "due")
    let key = DeliveryKey(
      event: Scene.eventID, step: "confirmation", person: 0, occurrence: 1)
    try scene.happens(.rsvp, "confirmation", at: "2027-06-02T10:00:00")
    let at = try utc("2027-06-02T10:00:01")
    scene.state.apply(.committed(key, email: "", messageID: "", date: at), at: at)
    #expect(
      try scene.fate("practical", at: "2027-06-02T10:00:02")
        == "never: it was due before the first mail about this event")
  }

  @Test("of the rest only the newest overdue goes, and steps to the audience are apart from it")
  func newestOfTheRest() throws {
    var scene = try both()
    try scene.mail("invitation", at: nextTuesday)
    let overdue = "2027-06-09T10:00:00"
    #expect(try scene.fate("reminder", at: overdue) == "never: overtaken by last-call")
    #expect(try scene.fate("last-call", at: overdue) == "due")
    #expect(try scene.fate("save", at: overdue) == "never: overtaken by invitation")
    var mixed = try self.scene(
      step("reminder", .silent, tuesday), step("invitation", .audience, nextTuesday))
    try mixed.mail("invitation", at: nextTuesday)
    #expect(try mixed.fate("reminder", at: wednesday).hasPrefix("never: it was due before"))
  }

  @Test("a newer step for others overtakes nothing")
  func newerForOthers() throws {
    var scene = try scene(
      step("invitation", .audience, tuesday), step("reminder", .silent, "2027-06-01T09:30:00"),
      step("maybe", .maybe, "2027-06-02T09:30:00"), step("desk", .host, "2027-06-02T09:30:00"))
    try scene.mail("invitation", at: tuesday)
    #expect(try scene.fate("reminder", at: "2027-06-03T10:00:00") == "due")
    try scene.answer(.undecided, at: "2027-06-03T10:00:00")
    #expect(try scene.fate("maybe", at: "2027-06-03T10:00:00") == "due")
    #expect(try scene.fate("reminder", at: "2027-06-03T10:00:00") == "never: has answered")
  }
}
