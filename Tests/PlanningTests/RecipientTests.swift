import Domain
import Planning
import State
import Testing

/// Who is meant by a step, and who gets none whatever the hour.
@Suite struct RecipientTests {
  private static let groups: [Step.Recipients] = [
    .audience, .silent, .attending, .waiting, .maybe, .declined,
  ]
  private let due = "2027-06-08T10:00:00"

  /// One step to each group at one moment, after an invitation to the first person.
  private func scene(
    configure: (inout Programme, inout Event) throws -> Void = { _, _ in }
  ) throws -> Scene {
    var steps = [try step("invitation", .audience, "2027-05-04T09:30:00")]
    for group in Self.groups + [.host] {
      steps.append(try step("to-\(group)", group, "2027-06-08T09:30:00"))
    }
    var scene = try Scene(steps, configure: configure)
    try scene.mail("invitation", at: "2027-05-04T09:30:00")
    return scene
  }

  private func reached(_ scene: Scene, _ person: Int32 = 0) throws -> Set<Step.Recipients> {
    Set(try (Self.groups + [.host]).filter { try scene.fate("to-\($0)", person, at: due) == "due" })
  }

  static let cases: [(SeatPlace?, Set<Step.Recipients>)] = [
    (nil, [.audience, .silent]), (.seated, [.audience, .attending]),
    (.waiting(turn: 1), [.audience, .waiting]),
    (.offered(turn: 1, until: .distantFuture), [.audience, .waiting]),
    (.lapsed(turn: 1), [.audience, .waiting]), (.undecided, [.audience, .maybe]),
    (.declined, [.declined]),
  ]

  @Test("each answer puts a person into its groups and no other", arguments: cases.indices)
  func groups(_ index: Int) throws {
    var scene = try scene()
    if let place = Self.cases[index].0 { try scene.answer(place, at: "2027-05-05T10:00:00") }
    #expect(try reached(scene) == Self.cases[index].1)
  }

  @Test("only who was invited is silent; a doubtful invitation is one, a refused one is not")
  func invited() throws {
    #expect(try !reached(scene(), 1).contains(.silent))
    for (outcome, isSilent) in [(DeliveryState.doubt, true), (.failed, false)] {
      var scene = try scene()
      try scene.mail("invitation", 2, at: "2027-05-04T09:30:00", outcome)
      #expect(try reached(scene, 2).contains(.silent) == isSilent)
    }
  }

  @Test("the audience is who matches, and a seat is told of even to somebody outside it")
  func outsideTheAudience() throws {
    var scene = try scene { _, event in event.audience = try Audience(parsing: "host-only") }
    #expect(try scene.fate("to-audience", at: due) == "never: not in the audience")
    // Invited before the audience was narrowed.
    #expect(try scene.fate("to-silent", at: due) == "never: not in the audience")
    for step in ["to-silent", "to-attending", "to-maybe", "to-waiting"] {
      #expect(try scene.fate(step, 2, at: "2027-05-01T10:00:00") == "never: not in the audience")
    }
    try scene.answer(.seated, at: "2027-05-05T10:00:00")
    #expect(try reached(scene) == [.attending])
    #expect(scene.policy.candidates(scene.schedule, scene.state) == [0, scene.host])
  }

  @Test("steps to the host go to the host only, and the host is no guest")
  func host() throws {
    let scene = try scene { _, event in event.audience = .everyone }
    #expect(try reached(scene, scene.host) == [.host])
    #expect(try scene.fate("to-host", at: due) == "never: only for the host")
    #expect(scene.policy.candidates(scene.schedule, scene.state) == [0, 1, 2, scene.host])
  }

  @Test(
    "an unsubscription from the kind or from all stops every timed step",
    arguments: ["openspace", "*"])
  func unsubscribed(_ kind: String) throws {
    var scene = try scene()
    scene.state.apply(.unsubscribed(person: 0, kind: kind, via: ""), at: try utc(due))
    #expect(try reached(scene) == [])
    #expect(try scene.fate("to-audience", at: due) == "never: unsubscribed")
    try scene.answer(.seated, at: "2027-05-05T10:00:00")
    #expect(try reached(scene) == [])
  }

  @Test("an unsubscription from another kind stops nothing")
  func unsubscribedElsewhere() throws {
    var scene = try scene()
    scene.state.apply(.unsubscribed(person: 0, kind: "newsletter", via: ""), at: try utc(due))
    #expect(try reached(scene) == [.audience, .silent])
  }

  @Test("an address that cannot be mailed gets nothing, the host's neither")
  func suppressed() throws {
    var scene = try scene()
    scene.state.apply(.suppressed(person: 0, why: "550"), at: try utc(due))
    scene.state.apply(.suppressed(person: scene.host, why: "550"), at: try utc(due))
    #expect(try reached(scene) == [])
    #expect(try reached(scene, scene.host) == [])
    #expect(try scene.fate("to-audience", at: due) == "never: the address cannot be mailed: 550")
  }

  @Test("with only_to nobody else is mailed, not even the host")
  func onlyTo() throws {
    let scene = try scene { programme, event in
      event.audience = .everyone
      programme.send.onlyTo = [try MailAddress("P1@B.example")]
    }
    #expect(try reached(scene, 1) == [.audience])
    #expect(try scene.fate("to-audience", 0, at: due) == "never: not in [send] only_to")
    #expect(try reached(scene, scene.host) == [])
  }

  @Test("who left the roster gets no timed step more")
  func leftTheRoster() throws {
    let before = try scene()
    var next = before.programme
    next.people = Roster(Array(next.people.dropFirst()))
    var scene = try Scene(next, state: before.state)
    scene.state.apply(.personLeft(before.programme.people[0]), at: try utc(due))
    try scene.answer(.seated, at: "2027-05-05T10:00:00")
    #expect(try scene.fate("to-attending", at: due) == "never: no longer on the roster")
    #expect(try reached(scene, 1) == [.audience])
  }

  /// Dora, who is on no roster, brought in by the first person.
  private func stranger(_ scene: inout Scene, at: String) throws -> Int32 {
    let email = try MailAddress("dora@b.example")
    let dora = scene.state.people.number(email.normalized)
    scene.state.apply(
      .colleagueAsked(
        event: Scene.eventID, person: dora, profile: Person(id: email.normalized, email: email),
        by: 0), at: try utc(at))
    return dora
  }

  @Test("a colleague from outside the roster gets what is for those who come, wait or doubt")
  func stranger() throws {
    var scene = try scene()
    let dora = try stranger(&scene, at: "2027-05-04T10:00:00")
    // Asking for an invitation is no answer: nobody can have others mailed.
    #expect(try reached(scene, dora) == [])
    #expect(try scene.fate("to-attending", dora, at: due) == "never: not on the roster")
    try scene.answer(.seated, dora, at: "2027-05-05T10:00:00")
    #expect(try reached(scene, dora) == [.attending])
    try scene.answer(.waiting(turn: 1), dora, at: "2027-05-05T11:00:00")
    #expect(try reached(scene, dora) == [.waiting])
    try scene.answer(.undecided, dora, at: "2027-05-05T12:00:00")
    #expect(try reached(scene, dora) == [.maybe])
    // Who declines was only somebody's guest.
    try scene.answer(.declined, dora, at: "2027-05-05T13:00:00")
    #expect(try reached(scene, dora) == [])
  }

  @Test("such a guest can stop it, is left alone by a test run, and counts as gone once removed")
  func strangersChoices() throws {
    var scene = try scene { programme, event in
      event.audience = .everyone
    }
    let dora = try stranger(&scene, at: "2027-05-04T10:00:00")
    try scene.answer(.seated, dora, at: "2027-05-05T10:00:00")
    var stopped = scene
    stopped.state.apply(.unsubscribed(person: dora, kind: "*", via: "link"), at: try utc(due))
    #expect(try stopped.fate("to-attending", dora, at: due) == "never: unsubscribed")
    var dead = scene
    dead.state.apply(.suppressed(person: dora, why: "550"), at: try utc(due))
    #expect(try reached(dead, dora) == [])
    var erased = scene
    erased.state.erase(dora)
    #expect(try reached(erased, dora) == [])
    // Who was on the roster for a while and left it is a stranger no more.
    var gone = scene
    gone.state.apply(.personReturned(dora), at: try utc(due))
    gone.state.apply(
      .personLeft(Person(id: "dora@b.example", email: try MailAddress("dora@b.example"))),
      at: try utc(due))
    #expect(try gone.fate("to-attending", dora, at: due) == "never: no longer on the roster")

    let cases: [(String, Set<Step.Recipients>)] = [
      ("p1@b.example", []), ("Dora@B.example", [.attending]),
    ]
    for (staged, group) in cases {
      var other = try self.scene { programme, event in
        programme.send.onlyTo = [try MailAddress(staged)]
      }
      let dora = try stranger(&other, at: "2027-05-04T10:00:00")
      try other.answer(.seated, dora, at: "2027-05-05T10:00:00")
      #expect(try reached(other, dora) == group)
    }
  }

  @Test("a guest of one event is nobody to another")
  func otherEvent() throws {
    var scene = try scene()
    let email = try MailAddress("dora@b.example")
    let dora = scene.state.people.number(email.normalized)
    scene.state.apply(
      .colleagueAsked(
        event: "other", person: dora, profile: Person(id: email.normalized, email: email), by: 0),
      at: try utc("2027-05-04T10:00:00"))
    // However it came about that they stand there too.
    try scene.answer(.seated, dora, at: "2027-05-05T10:00:00")
    #expect(try reached(scene, dora) == [])
  }

  @Test("the plan counts such a guest, and leads them on")
  func strangerPlanned() throws {
    var scene = try scene()
    let dora = try stranger(&scene, at: "2027-05-04T10:00:00")
    let now = try utc("2027-05-06T10:00:00")
    func count() -> Int {
      scene.policy.plan(scene.state, now: now).first { $0.step == "to-attending" }?.count ?? 0
    }
    #expect(count() == 0)
    try scene.answer(.seated, dora, at: "2027-05-05T10:00:00")
    #expect(count() == 1)
  }

  @Test("a cancelled or dropped event sends no timed step, to nobody")
  func over() throws {
    let cancelled = try scene { $1.facts.cancelled = true }
    #expect(try reached(cancelled) == [])
    #expect(try reached(cancelled, cancelled.host) == [])
    var dropped = try scene()
    dropped.state.apply(.eventDropped(event: Scene.eventID), at: try utc(due))
    #expect(try reached(dropped) == [])
    #expect(try reached(dropped, dropped.host) == [])
  }

  @Test("a hold stops what would be due, and what it stopped too long is missed for it")
  func held() throws {
    var scene = try scene()
    scene.state.apply(
      .held(Scope(event: Scene.eventID, step: "to-audience"), why: "wrong date"), at: try utc(due))
    #expect(try scene.fate("to-audience", at: due) == "held: wrong date")
    #expect(try scene.fate("to-silent", at: due) == "due")
    #expect(try scene.fate("to-audience", at: "2027-06-17T14:00:01") == "missed: held: wrong date")
  }

  @Test(
    "what came to an end stays so",
    arguments: [DeliveryState.sent, .doubt, .failed, .committed])
  func done(_ state: DeliveryState) throws {
    var scene = try scene()
    try scene.mail("to-audience", at: "2027-06-08T09:30:00", state)
    #expect(try scene.fate("to-audience", at: due) == "done: \(state)")
  }
}
