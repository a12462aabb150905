import Domain
import Engine
import Planning
import State
import Store

extension Simulation {
  /// Whether everything up to the ticket was acknowledged.
  func isAcknowledged(_ ticket: Ticket?) -> Bool {
    do {
      try engine.wait(ticket)
      return true
    } catch {
      return false
    }
  }

  mutating func answer() throws {
    guard let event = dice.pick(inForce.plot.events),
      let member = dice.pick(inForce.plot.members + left.prefix(1))
    else { return }
    guard let number = engine.person(member.id) else { return }
    let said = OutsideObserver.Said(
      choice: dice.draw([(5, .yes), (3, .no), (2, .maybe)]), guests: dice.oneIn(4) ? 1 : 0)
    let via = dice.pick(["link", "phone", "host"]) ?? "link"
    let before = standing(number, event.id)
    let (result, ticket) = engine.answer(
      Answer(choice: said.choice ?? .no, guests: said.guests, via: via), of: number, to: event.id)
    let isSaved = isAcknowledged(ticket)
    let chair = OutsideObserver.Invitee(event: event.id, person: member.id)
    note("\(member.id) says \(said) to \(event.id): \(result) \(isSaved ? "saved" : "not saved")")
    counts.answers += 1
    switch result {
    case .failure(let refusal): try checkRefusal(refusal, said, event, member)
    case .success:
      var effect = said
      if said.choice != .yes { effect.guests = 0 }
      let isChanged = !isSaved || standing(number, event.id) != before
      record(effect, chair, isChanged: isChanged, isSaved: isSaved)
    }
  }

  private func standing(_ number: Int32, _ event: String) -> SeatStanding? {
    engine.read { $0.state.events[event]?.seats.standings[number] }
  }

  /// Somebody sends a colleague instead: one of the roster, or a stranger.
  mutating func sendColleague() throws {
    guard let event = dice.pick(inForce.plot.events), let giver = dice.pick(inForce.plot.members),
      let from = engine.person(giver.id), let taker = dice.pick(inForce.plot.members)
    else { return }
    let isStranger = dice.oneIn(3)
    let email = isStranger ? "c\(dice.below(4))@b.example" : taker.email
    // The page looks before it asks for somebody who was forgotten, a stranger once too.
    if witness.isGone(isStranger ? email : taker.id) { return }
    let given = standing(from, event.id)
    let own = engine.person(email).flatMap { standing($0, event.id) }
    let (result, ticket) = engine.bringIn(
      try MailAddress(email), name: "C", by: from, to: event.id, .sendInstead)
    let isSaved = isAcknowledged(ticket)
    let what = if case .success = result { isSaved ? "saved" : "not saved" } else { "refused" }
    note("\(giver.id) sends \(email) to \(event.id) instead: \(what)")
    guard case .success = result, let given else { return }
    counts.answers += 1
    record(
      .init(choice: .no), .init(event: event.id, person: giver.id), isChanged: true,
      isSaved: isSaved)
    // Who has a place as good keeps it, and the giver's comes free.
    let isKept = own != nil && own == engine.person(email).flatMap { standing($0, event.id) }
    record(
      .init(choice: .yes, guests: isKept ? own?.guests ?? 0 : given.guests),
      .init(event: event.id, person: isStranger ? email : taker.id), isChanged: true,
      isSaved: isSaved)
  }

  private mutating func record(
    _ said: OutsideObserver.Said, _ chair: OutsideObserver.Invitee, isChanged: Bool, isSaved: Bool
  ) {
    var belief = witness.answers[chair] ?? Known(OutsideObserver.Said())
    var changes = witness.changes[chair] ?? 0...0
    if isSaved { belief.acknowledge(said) } else { belief.doubt(said) }
    if isChanged {
      let least = changes.lowerBound + (isSaved ? 1 : 0)
      changes = least...(changes.upperBound + 1)
    }
    witness.answers[chair] = belief
    witness.changes[chair] = changes
  }

  private func checkRefusal(
    _ refusal: AnswerRefusal, _ said: OutsideObserver.Said, _ event: Scenario.Event,
    _ member: Scenario.Member
  ) throws {
    let isLate = now >= zone.instant(event.starts)
    let isRight: Bool
    switch refusal {
    case .unknownEvent: isRight = inForce.rules.pages[event.id] == nil
    case .unknownPerson: isRight = inForce.rules.members[member.id] == nil
    case .seat(.cancelled):
      let isOff = inForce.rules.pages[event.id].map { page in
        engine.read { inForce.rules.isCalledOff(page, $0.state) }
      }
      isRight = (event.isCancelled || isOff == true) && said.choice != .no
    case .seat(.started): isRight = isLate && said.choice != .no
    case .seat(.tooManyGuests): isRight = said.guests > event.guests
    case .seat(.noRoomForGuests): isRight = said.guests > 0 && event.capacity > 0
    case .seat: isRight = false
    }
    if !isRight { throw broken(.answersAreTaken, "\(said) to \(event.id): \(refusal)") }
  }

  mutating func subscribe() throws {
    guard let member = dice.pick(inForce.plot.members), let number = engine.person(member.id)
    else { return }
    let kind = dice.pick(["*", "*", "openspace", "circle"]) ?? "*"
    let stops = !dice.oneIn(3)
    let ticket = engine.subscription(of: number, kind: kind, stop: stops, via: "link")
    let isSaved = isAcknowledged(ticket)
    note(
      "\(member.id) \(stops ? "leaves" : "wants") \(kind) \(isSaved ? "saved" : "not saved")")
    var belief = witness.refused[member.id] ?? Known([])
    for start in [belief.sure] + belief.perhaps {
      var kinds = start
      if stops {
        if !kinds.contains("*") { kinds.insert(kind) }
      } else if kind == "*" {
        kinds = []
      } else {
        kinds.remove(kind)
      }
      if start == belief.sure, isSaved { belief.acknowledge(kinds) } else { belief.doubt(kinds) }
    }
    witness.refused[member.id] = belief
  }
}
