import Daemon
import Domain
import Planning
import Store

extension Simulation {
  /// Whether everything up to the ticket was acknowledged.
  func isAcknowledged(_ ticket: Ticket?) -> Bool {
    do {
      try office.wait(ticket)
      return true
    } catch {
      return false
    }
  }

  mutating func answer() throws {
    guard let event = dice.pick(inForce.plot.events),
      let member = dice.pick(inForce.plot.members + left.prefix(1))
    else { return }
    guard let number = office.person(member.id) else { return }
    let said = Witness.Said(
      choice: dice.draw([(5, .yes), (3, .no), (2, .maybe)]), guests: dice.oneIn(4) ? 1 : 0)
    let via = dice.pick(["link", "phone", "host"]) ?? "link"
    let (result, ticket) = office.answer(
      Answer(choice: said.choice ?? .no, guests: said.guests, via: via), of: number, to: event.id)
    let isSaved = isAcknowledged(ticket)
    let chair = Witness.Chair(event: event.id, person: member.id)
    note("\(member.id) says \(said) to \(event.id): \(result) \(isSaved ? "saved" : "not saved")")
    counts.answers += 1
    switch result {
    case .failure(let refusal): try checkRefusal(refusal, said, event, member)
    case .success(let isChanged):
      var effect = said
      if said.choice == .no { effect.guests = 0 }
      if said.choice == .maybe { effect.guests = 0 }
      record(effect, chair, isChanged: isChanged, isSaved: isSaved)
    }
  }

  private mutating func record(
    _ said: Witness.Said, _ chair: Witness.Chair, isChanged: Bool, isSaved: Bool
  ) {
    var belief = witness.answers[chair] ?? Belief(Witness.Said())
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
    _ refusal: AnswerRefusal, _ said: Witness.Said, _ event: Plot.Event, _ member: Plot.Member
  ) throws {
    let isLate = now >= zone.instant(event.starts)
    let isRight: Bool
    switch refusal {
    case .unknownEvent: isRight = false
    case .unknownPerson: isRight = inForce.rules.members[member.id] == nil
    case .seat(.cancelled): isRight = event.isCancelled && said.choice != .no
    case .seat(.started): isRight = isLate && said.choice != .no
    case .seat(.tooManyGuests): isRight = said.guests > event.guests
    case .seat(.noRoomForGuests): isRight = said.guests > 0 && event.capacity > 0
    case .seat: isRight = false
    }
    if !isRight { throw broken(.answersAreTaken, "\(said) to \(event.id): \(refusal)") }
  }

  mutating func subscribe() throws {
    guard let member = dice.pick(inForce.plot.members), let number = office.person(member.id)
    else { return }
    let kind = dice.pick(["*", "*", "openspace", "circle"]) ?? "*"
    let stops = !dice.oneIn(3)
    let ticket = office.subscription(of: number, kind: kind, stop: stops, via: "link")
    let isSaved = isAcknowledged(ticket)
    note(
      "\(member.id) \(stops ? "leaves" : "wants") \(kind) \(isSaved ? "saved" : "not saved")")
    var belief = witness.refused[member.id] ?? Belief([])
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
