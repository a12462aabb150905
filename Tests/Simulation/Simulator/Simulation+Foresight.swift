import Domain
import Engine
import Planning
import State

/// The plan is the truth: what it says for the next moment is what goes then, if nothing happens.
extension Simulation {
  /// What the plan says for the next moment is what goes then, if nothing happens in between.
  mutating func foresee() throws {
    try comeToRest()
    let moment = now
    let plan = engine.read { current in
      current.dueQueue.policy.plan(current.state, now: moment, listing: true)
    }
    guard inForce.plot.settings.perMinute == 0,
      let next = plan.filter({ $0.state == "waiting" && $0.at > moment }).map(\.at).min()
    else { return }
    counts.plans += 1
    var planned: Set<Mail> = []
    var held: Set<Mail> = []
    engine.read { current in
      for line in plan where line.at <= next {
        for person in line.people {
          let mail = Mail(
            event: line.event, step: line.step, person: current.state.people.name(person))
          if line.state == "held" { held.insert(mail) } else { planned.insert(mail) }
        }
      }
    }
    let seats = engine.read { $0.state.events.mapValues(\.seats.standings) }
    let rounds = plan.map { witness.round($0.event, $0.step) }
    clock.set(next)
    note("to the next line of the plan")
    isQuiet = true
    defer { isQuiet = false }
    // What went before a step became due once more has another name from then on.
    let sent = try comeToRest().filter { $0.occurrence == 0 && !witness.isEarlier($0) }
    // Of two steps due at one moment either may go first, who is invited may be reminded at once,
    // and what follows a step that is held is shown as if that were let go in time. With a limit
    // over all events, that may be a step of another one.
    let known = Set(
      planned.union(held).map { OutsideObserver.Invitee(event: $0.event, person: $0.person) })
    let free =
      inForce.plot.settings.perWeek > 0 ? Set(held.map(\.person)) : []
    let surprises = sent.subtracting(planned).filter {
      !known.contains(OutsideObserver.Invitee(event: $0.event, person: $0.person))
        && !free.contains($0.person)
    }
    if let surprise = surprises.sorted().first {
      throw broken(.plan, "\(surprise) went at \(zone.local(next)), and \(told(plan, of: moment))")
    }
    // Who gets a step once more has the name of a mail that went before, and is not seen as new.
    let lines = zip(plan, rounds).filter { line, round in
      line.at == next && line.state == "waiting" && round == witness.round(line.event, line.step)
    }.map(\.0)
    for line in lines where seats[line.event] == standings(line.event) {
      try checkGoes(line, sent, held, "at \(zone.local(next)), and \(told(plan, of: moment))")
    }
  }

  private func standings(_ event: String) -> [Int32: SeatStanding]? {
    engine.read { $0.state.events[event]?.seats.standings }
  }

  /// At the moment of a line at least one of its people gets the mail: it is when the first does.
  private func checkGoes(
    _ line: PlanLine, _ sent: Set<Mail>, _ held: Set<Mail>, _ text: String
  ) throws {
    let parts = inForce.rules.pages[line.event]?.parts ?? []
    // A quorum may be missed at that moment, and nothing goes.
    guard parts.contains(where: { $0.step.name == line.step }),
      !calledOff().contains(line.event)
    else { return }
    let people = engine.read { current in line.people.map { current.state.people.name($0) } }
    // What waits for a release is planned as if that came in time.
    if !Set(held.map(\.person)).isDisjoint(with: people) { return }
    let goes = people.contains {
      sent.contains(Mail(event: line.event, step: line.step, person: $0))
    }
    if goes { return }
    let verdicts = verdicts(line).joined(separator: "; ")
    throw broken(.plan, "nobody got \(line.event)/\(line.step) \(text); now it is \(verdicts)")
  }

  /// What the engine says of a step to everybody.
  private func verdicts(_ line: PlanLine) -> [String] {
    let now = now
    return engine.read { current in
      (0..<Int32(current.state.people.count)).map { person in
        let key = DeliveryKey(event: line.event, step: line.step, person: person)
        let verdict = current.dueQueue.verdict(key, current.state, now: now)
        return "\(person) \(verdict.word) \(verdict.why)"
      }
    }
  }

  private func told(_ plan: [PlanLine], of moment: Instant) -> String {
    let lines = plan.map {
      "\($0.event)/\($0.step) \($0.state) \(zone.local($0.at)) \($0.people)"
    }
    let (names, waiting) = engine.read { ($0.state.people.names, $0.dueQueue.unconfirmed) }
    return "the plan of \(zone.local(moment)) said \(lines.joined(separator: "; ")) of \(names), "
      + "for a release wait \(waiting)"
  }
}
