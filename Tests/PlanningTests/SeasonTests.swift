import Domain
import Planning
import State
import Testing

/// Whole seasons on a clock that jumps, against a model that is slow and obvious.
@Suite struct SeasonTests {
  private static let groups: [Step.Recipients] = [
    .audience, .audience, .silent, .silent, .attending, .maybe, .declined, .host,
  ]
  private static let people = 3

  private func hour(_ number: Int) throws -> String {
    let start = try local("2027-06-04T00:00:00")
    let moment = LocalDateTime(dayNumber: start.dayNumber + number / 24, hour: number % 24)
    return moment.description
  }

  private func scene(_ dice: inout Dice) throws -> Scene {
    var steps: [Step] = []
    for number in 0..<dice.roll(1..<6) {
      let group = Self.groups[dice.roll(0..<Self.groups.count)]
      steps.append(try step("s\(number)", group, hour(dice.roll(0..<320))))
    }
    steps.append(step("confirmation", on: .rsvp))
    let gap = [1, 24, 72][dice.roll(0..<3)]
    let isAlwaysOpen = dice.isHeads()
    let closing = try utc(hour(dice.roll(200..<326)))
    return try Scene(people: Self.people, steps) { programme, event in
      programme.send.minGap = .hours(gap)
      if isAlwaysOpen { programme.send.hours = .always(in: .utc) }
      event.answerBy = closing
    }
  }

  private func happenings(_ dice: inout Dice) throws -> [Happening] {
    var happenings: [Happening] = []
    for _ in 0..<dice.roll(0..<6) {
      let at = try utc(hour(dice.roll(0..<320)))
      let person = Int32(dice.roll(0..<Self.people))
      if happenings.contains(where: { $0.at == at && $0.person == person }) { continue }
      let deed: Happening.Deed =
        dice.roll(0..<6) == 0
        ? .unsubscribes
        : .answers(Choice.allCases[dice.roll(0..<3)], isConfirmed: dice.isHeads())
      happenings.append(Happening(at: at, person: person, deed: deed))
    }
    return happenings.sorted { $0.at < $1.at }
  }

  /// The engine's season: due queue and state, nothing else.
  private struct Engine {
    var scene: Scene
    var dueQueue: DueQueue
    var sent: [SlowSeason.Sent] = []
    var surprises: [String] = []

    init(_ scene: Scene) {
      self.scene = scene
      dueQueue = DueQueue(scene.policy)
    }

    mutating func play(_ happenings: [Happening], from: Instant, to: Instant) {
      var now = from
      var upcoming = happenings[...]
      while now < to {
        while let happening = upcoming.first, happening.at <= now {
          take(happening, now)
          upcoming.removeFirst()
        }
        settle(now)
        let next = min(upcoming.first?.at ?? to, dueQueue.next(scene.state, now: now), to)
        let plan = scene.policy.plan(scene.state, now: now, listing: true)
        check(plan: plan, next: upcoming.first?.at ?? to, now)
        now = max(next, Instant(milliseconds: now.milliseconds + 1))
      }
    }

    private mutating func take(_ happening: Happening, _ now: Instant) {
      switch happening.deed {
      case .unsubscribes:
        scene.state.apply(.unsubscribed(person: happening.person, kind: "*", via: ""), at: now)
      case .answers(let choice, let isConfirmed):
        let place: SeatPlace =
          switch choice {
          case .yes: .seated
          case .no: .declined
          case .maybe: .undecided
          }
        let standing = SeatStanding(organisation: -1, guests: 0, place: place, at: now)
        let fact = SeatFact(cause: .answered, person: happening.person, standing: standing)
        scene.state.apply(
          .answered(event: Scene.eventID, fact: fact, words: [:], via: ""), at: now)
        if isConfirmed {
          scene.state.apply(
            .occurred(
              event: Scene.eventID, kind: .rsvp, steps: ["confirmation"],
              people: [happening.person]), at: now)
        }
        _ = dueQueue.touch(Scene.eventID, happening.person, scene.state, now: now)
      }
    }

    /// Sends all that is due now, and records what is too late.
    private mutating func settle(_ now: Instant) {
      var isQuiet = false
      while !isQuiet {
        isQuiet = true
        for entry in dueQueue.announce(scene.state, now: now) { scene.state.apply(entry, at: now) }
        for late in dueQueue.advance(scene.state, now: now) {
          isQuiet = false
          scene.state.apply(
            .missed(
              event: late.key.event, step: late.key.step, people: [late.key.person], occurrence: 0,
              why: late.why), at: now)
        }
        while let key = dueQueue.take(scene.state, now: now) {
          isQuiet = false
          if dueQueue.isStillDue(key, scene.state, now: now) {
            scene.state.apply(.committed(key, email: "", messageID: "", date: now), at: now)
            scene.state.apply(.sent(key, reply: "250"), at: now)
            if key.occurrence == 0 { note(key, now) }
          }
          dueQueue.settle(key, scene.state, now: now)
        }
      }
    }

    private var foreseen: (at: Instant, lines: [PlanLine])?

    private mutating func note(_ key: DeliveryKey, _ now: Instant) {
      sent.append(SlowSeason.Sent(at: now, step: key.step, person: key.person))
      guard let foreseen else { return }
      let isKnown = foreseen.lines.contains {
        $0.step == key.step && $0.people.contains(key.person) && $0.at <= now
      }
      if now < foreseen.at || (now == foreseen.at && !isKnown) {
        surprises.append("\(Zone.utc.local(now)) \(key.step) \(key.person)")
      }
    }

    /// What the plan says comes next, unless somebody does something before.
    private mutating func check(plan: [PlanLine], next: Instant, _ now: Instant) {
      if let promised = foreseen, promised.at <= now, sent.last?.at != promised.at,
        !promised.lines.isEmpty
      {
        surprises.append("nothing went at \(Zone.utc.local(promised.at))")
      }
      foreseen = plan.first.map { ($0.at, plan) }
      if let at = foreseen?.at, at >= next { foreseen = nil }
    }
  }

  @Test(
    "a season of the engine is that of the rules, and the plan foretold each next mail",
    arguments: 0..<400)
  func season(_ seed: UInt64) throws {
    var dice = Dice(state: seed)
    let scene = try scene(&dice)
    let happenings = try happenings(&dice)
    let (from, to) = (try utc(hour(dice.roll(0..<250))), try utc("2027-06-20T00:00:00"))
    let future = happenings.filter { $0.at >= from }
    var engine = Engine(scene)
    engine.play(future, from: from, to: to)
    var slow = SlowSeason(scene)
    slow.play(future, people: Array(0..<Int32(Self.people)) + [scene.host], from: from, to: to)
    let story =
      "\(scene.schedule.timed.map { "\($0.step.name) \($0.step.to) \(Zone.utc.local($0.due))" }) \(future)"
    #expect(engine.sent.sorted() == slow.sent.sorted(), "\(story)")
    #expect(engine.surprises == [], "\(story)")
    let once = Set(engine.sent.map { "\($0.step) \($0.person)" })
    #expect(once.count == engine.sent.count, "a step twice: \(engine.sent)")
    #expect(engine.dueQueue.inFlightCount == 0)
  }
}
