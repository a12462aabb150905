import Domain
import Engine
import Planning
import State
import Store
import StoreTesting

extension Simulation {
  /// Lets everything that is due go without a hitch; then nothing that must go may be left.
  ///
  /// Returns what went.
  @discardableResult
  mutating func comeToRest() throws -> Set<Mail> {
    let before = witness.copies.mapValues(\.count)
    try tick()
    var rounds = 0
    while true {
      while !inFlight.isEmpty { try advance(inFlight.count - 1, isFair: true) }
      if try takeErrand() {
        rounds += 1
        if rounds > 2000 { throw broken(.ends, "2000 mails at one moment") }
      } else if isPaced {
        // `per_minute` makes the rest wait.
        clock.set(now.adding(seconds: 61))
        try tick()
      } else {
        // What ended may have left room for others, who are found by the next look.
        try tick()
        try settleMoments()
        if try !takeErrand() { break }
      }
    }
    note("at rest")
    try inspect()
    try checkForgotten()
    try checkNobodyForgotten()
    try checkConfirmations()
    try checkPreviews()
    return Set(witness.copies.filter { $0.value.count > before[$0.key, default: 0] }.keys)
  }

  /// One thing may be found too late because another was; the engine says itself when it has to
  /// look.
  private mutating func settleMoments() throws {
    var rounds = 0
    while isCalm, engine.journal.status.readOnly == nil, engine.nextMoment <= now {
      try tick()
      rounds += 1
      if rounds > 50 { throw broken(.ends, "\(engine.nextMoment) is still the next moment") }
    }
  }

  /// Whether `per_minute` holds mails back now.
  private var isPaced: Bool {
    let most = inForce.plot.settings.perMinute
    let now = now
    return most > 0 && engine.read { $0.state.rhythm.count(now: now) >= most }
  }

  /// Nothing is left that must have gone, or is too late and not written down as missed.
  private func checkNobodyForgotten() throws {
    let (rules, witness, now) = (inForce.rules, witness, now)
    let forgotten: String? = engine.read { current in
      let past = ReferenceModel.Past(
        state: current.state, witness: witness, unconfirmed: Set(current.dueQueue.unconfirmed.keys))
      let strangers = current.state.people.names.filter(ReferenceModel.isStranger)
      for event in rules.plot.events {
        guard let page = rules.pages[event.id] else { continue }
        for part in page.parts {
          for person in rules.plot.members.map(\.id) + strangers + [ReferenceModel.hostID(event)] {
            switch rules.rule(page, part, person, past, now: now) {
            case .no: continue
            case .due:
              return "\(event.id)/\(part.step.name) is due to \(person) and did not go; "
                + Self.verdict(event.id, part.step.name, person, current, now)
            case .late(let why):
              return "\(event.id)/\(part.step.name) to \(person) \(why) and is not missed; "
                + Self.verdict(event.id, part.step.name, person, current, now)
            }
          }
        }
      }
      return Self.owedAndIdle(current, now)
    }
    if let forgotten { throw broken(.nobodyForgotten, forgotten) }
  }

  /// What the engine says of a delivery, and of all others to the person.
  private static func verdict(
    _ event: String, _ step: String, _ person: String, _ current: borrowing EngineState,
    _ now: Instant
  ) -> String {
    guard let number = current.state.people.existing(person) else { return "nobody is known" }
    var texts: [String] = []
    for schedule in current.dueQueue.policy.schedules {
      for timed in schedule.timed {
        let key = DeliveryKey(event: schedule.event.id, step: timed.step.name, person: number)
        let verdict = current.dueQueue.verdict(key, current.state, now: now)
        texts.append(
          "\(key.event)/\(key.step) from \(Zone.utc.local(timed.due)) \(verdict.word) \(verdict.why)"
        )
      }
    }
    return "the engine says \(texts.joined(separator: "; "))"
  }

  /// A mail that is owed, could go, and does not.
  private static func owedAndIdle(_ current: borrowing EngineState, _ now: Instant) -> String? {
    let state = current.state
    for (event, record) in state.events {
      guard let steps = current.programme.event(event)?.steps, !record.dropped else { continue }
      for (key, delivery) in record.occurrences where !delivery.state.isFinal {
        if delivery.state == .committed {
          return "\(Mail(key, state.people)) was handed over, and nobody minds how it ended"
        }
        if state.hold(key.event, key.step, key.person) != nil { continue }
        if let attempt = delivery.attempt, attempt.next > now { continue }
        if !steps.contains(where: { $0.name == key.step }) { continue }
        let verdict = current.dueQueue.verdict(key, state, now: now)
        return "\(Mail(key, state.people)) is owed and did not go; the engine says "
          + "\(verdict.word) \(verdict.why)"
      }
      for (step, ledger) in record.steps {
        if let person = ledger.people(in: [.committed]).first {
          return "\(event)/\(step)/\(state.people.name(person)) was handed over, and nobody minds"
        }
      }
    }
    return nil
  }

  /// All troubles end, and the season is played to its end.
  mutating func playOut() throws {
    note("all troubles end")
    if isRelayDown { isRelayDown = false }
    relay.words = nil
    if isDiskFaulty { try mendDisk() }
    if powerGoesAt != nil {
      powerGoesAt = nil
      disk.losePower(atCall: nil)
    }
    if engine.journal.status.readOnly != nil { try mendDisk() }
    if let reason = engine.journal.status.readOnly {
      throw broken(.opens, "on a good disk nothing can be written: \(reason)")
    }
    try inspect()
    try comeToRest()
    try restart()
    let end = (inForce.rules.pages.values.map(\.ends).max() ?? now).adding(seconds: 2 * 86_400)
    while now < end {
      let next = min(engine.nextMoment, now.adding(seconds: 20 * 3600))
      clock.set(max(next, now.adding(seconds: 60)))
      try comeToRest()
    }
    clock.set(max(now, end.adding(seconds: 25 * 86_400)))
    try comeToRest()
    try restart()
    try comeToRest()
  }
}
