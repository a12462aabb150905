import Domain

extension Scenario {
  /// A network at random, with its first events some days from `day`.
  init(_ dice: inout Dice, day: Int) {
    let isAlwaysOpen = dice.oneIn(3)
    settings = Settings(
      isAlwaysOpen: isAlwaysOpen, fromMinute: isAlwaysOpen ? 0 : 510,
      toMinute: isAlwaysOpen ? 1440 : dice.isHeads() ? 1080 : 720,
      gapHours: dice.pick([0, 2, 24, 72]) ?? 72, settleMinutes: dice.pick([0, 10, 600]) ?? 10,
      confirmOver: dice.oneIn(4) ? dice.roll(1...4) : 0, perMinute: dice.oneIn(8) ? 3 : 0)
    if dice.oneIn(4) { settings.holidays = [day + dice.roll(1...20), day + dice.roll(1...20)] }
    if dice.oneIn(5) { settings.perWeek = dice.roll(1...2) }
    if dice.isHeads() { settings.previewHours = dice.pick([2, 24, 72]) ?? 24 }
    members = []
    events = []
    // A few seasons are for a crowd.
    if dice.oneIn(25) {
      for _ in 0..<dice.roll(120...135) {
        join(&dice, tags: dice.oneIn(12) ? ["partner", "buyer"] : ["partner"])
      }
      settings.perMinute = 0
      settings.confirmOver = dice.pick([0, 90, 500]) ?? 0
    } else {
      for _ in 0..<dice.roll(3...9) { join(&dice) }
    }
    if dice.oneIn(10) { settings.onlyTo = members.prefix(3).map(\.email) }
    for _ in 0..<dice.roll(1...3) { plan(&dice, from: day) }
  }

  mutating func join(_ dice: inout Dice, tags: [String]? = nil) {
    lastMember += 1
    members.append(
      Member(
        id: "p\(lastMember)", crmID: "p\(lastMember)", email: "p\(lastMember)@b.example",
        organisation: dice.pick(["", "Alfa", "Beta", "Gamma bv"]) ?? "",
        tags: tags ?? dice.pick([["partner"], ["partner", "buyer"], ["press"]]) ?? []))
  }

  mutating func plan(_ dice: inout Dice, from day: Int) {
    lastEvent += 1
    var event = Event(
      id: "e\(lastEvent)", kind: dice.isHeads() ? "openspace" : "circle",
      day: day + dice.roll(2...30), minute: dice.pick([540, 840, 1170]) ?? 840,
      steps: Self.steps(&dice))
    event.capacity = dice.pick([0, 0, 1, 2, 4]) ?? 0
    event.perOrganisation = dice.pick([0, 0, 1, 2]) ?? 0
    event.quorum = dice.pick([0, 0, 0, 2, 3]) ?? 0
    event.guests = dice.pick([0, 0, 2]) ?? 0
    event.offerHours = dice.pick([0, 3, 24]) ?? 24
    event.answerDays = dice.pick([0, 0, 2]) ?? 0
    event.audience = dice.pick(["everyone", "partner", "buyer or press"]) ?? "everyone"
    event.host = "host\(dice.below(2))"
    events.append(event)
  }

  private static func steps(_ dice: inout Dice) -> [Step] {
    func step(
      _ name: String, _ to: Domain.Step.Recipients, _ days: Int, before: Bool = true,
      weekday: Int? = nil, _ minute: Int?, _ dice: inout Dice
    ) -> Step {
      Step(
        name: name, to: to, isBefore: before, days: days, weekday: weekday, minute: minute,
        onDoubt: dice.draw([(4, .next), (1, .resend), (1, .hold)]))
    }
    var steps: [Step] = []
    if dice.isHeads() { steps.append(step("save", .audience, 28, nil, &dice)) }
    steps.append(
      step("invitation", .audience, dice.roll(8...16), weekday: dice.oneIn(3) ? 2 : nil, 570, &dice)
    )
    if dice.oneIn(4) { steps.append(step("again", .audience, 6, 660, &dice)) }
    steps.append(step("reminder", .silent, dice.roll(2...7), 570, &dice))
    if dice.isHeads() { steps.append(step("nudge", .maybe, 2, 600, &dice)) }
    if dice.oneIn(3) { steps.append(step("patience", .waiting, 1, 540, &dice)) }
    steps.append(step("practical", .attending, 1, 960, &dice))
    if dice.oneIn(3) { steps.append(step("list", .host, 1, 720, &dice)) }
    steps.append(step("thanks", .attending, 1, before: false, 600, &dice))
    if dice.oneIn(4) { steps.append(step("missed-you", .declined, 1, before: false, 630, &dice)) }
    for index in steps.indices where dice.oneIn(3) {
      steps[index].againDays = dice.pick([0, 5, 14])
    }
    return steps
  }
}
