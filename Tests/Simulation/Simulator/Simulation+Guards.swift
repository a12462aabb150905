import Domain
import Engine
import Planning
import State
import Store

/// The guards of an edit: a roster that lost many waits, and so does everything when an edit wants
/// far more mails at once than were planned. Counted here from the files alone.
extension Simulation {
  /// At least and at most so many mails go at once; between the two the plain count is too plain.
  struct Rush {
    var least = 0
    var most = 0
  }

  /// What an edit does, as far as it can be said before it is in force.
  struct Expectation {
    var lost: Int
    var people: Int
    var foreseen: Rush
    var known: Set<String>
    var wasHeld: Bool
  }

  /// The files as they come into force while their roster waits for a release.
  func keepingRoster(_ edition: Edition, of before: Edition) throws -> Edition {
    var plot = edition.plot
    plot.members = before.plot.members
    var kept = try Edition(plot, zone: zone)
    kept.programme.fingerprint = edition.programme.fingerprint + "+roster"
    return kept
  }

  /// The files as they come into force: without the rows that do not say who they are.
  func withoutWaiting(_ edition: Edition) throws -> Edition {
    guard edition.plot.members.contains(where: { $0.waitsAs != nil }) else {
      return edition
    }
    var plot = edition.plot
    plot.members.removeAll { $0.waitsAs != nil }
    return try Edition(plot, zone: zone)
  }

  func expectation() -> Expectation? {
    guard isBraking, isCalm, engine.journal.status.readOnly == nil else { return nil }
    let next = Set(onDisk.plot.members.map { $0.waitsAs ?? $0.id })
    let people = inForce.plot.members.map(\.id).filter { !witness.isGone($0) }
    let (known, held) = engine.read { current in
      (
        Set(current.state.events.filter { $0.value.facts != nil && !$0.value.dropped }.keys)
          .intersection(inForce.rules.pages.keys),
        current.state.holds[.everything] != nil
      )
    }
    return Expectation(
      lost: people.count { !next.contains($0) }, people: people.count,
      foreseen: rush(inForce, events: nil), known: known, wasHeld: held)
  }

  /// Looks at what was held when an edit came into force; `inForce` is what did.
  func checkGuards(_ expected: Expectation) throws {
    let (roster, everything) = engine.read {
      ($0.state.holds[.roster] != nil, $0.state.holds[.everything])
    }
    if expected.lost * 10 > expected.people + 10, !roster {
      throw broken(
        .roster, "\(expected.lost) of \(expected.people) people are gone, and nobody was asked")
    }
    if expected.lost * 10 <= expected.people - 10, roster {
      throw broken(
        .roster, "\(expected.lost) of \(expected.people) people are gone, and the roster waits")
    }
    // Weeks are shared by events, which the plain count does not know.
    guard inForce.plot.settings.perWeek == 0, !expected.wasHeld, !witness.timed.isEmpty else {
      return
    }
    let wants = rush(inForce, events: expected.known)
    let floor = max(10, inForce.plot.members.count / 10)
    let text = "an edit wants \(wants) mails at once, and \(expected.foreseen) were planned"
    if wants.least > floor + 2, wants.least > 3 * expected.foreseen.most, everything == nil {
      throw broken(.blast, "\(text), and nothing stops")
    }
    if wants.most <= floor || wants.most <= 3 * expected.foreseen.least, everything != nil {
      throw broken(.blast, "\(text), and everything stops: \(everything ?? "")")
    }
  }

  /// The mails that go by an edition when one that is made now has stood and mail may leave.
  private func rush(_ edition: Edition, events: Set<String>?) -> Rush {
    let rules = edition.rules
    let settled = now.adding(seconds: Int64(rules.plot.settings.settleMinutes) * 60)
    let moment = rules.hours.next(settled)
    let confirmOver = rules.plot.settings.confirmOver
    let witness = witness
    return engine.read { current in
      var rush = Rush()
      var state = current.state
      // What the edit wants is counted as if nothing had been stopped because of it.
      state.holds[.everything] = nil
      let past = ReferenceModel.Past(state: state, witness: witness, unconfirmed: [])
      for page in rules.pages.values where events?.contains(page.event.id) ?? true {
        let record = current.state.events[page.event.id]
        for part in page.parts where part.due <= moment {
          let people =
            part.step.to == .host
            ? [ReferenceModel.hostID(page.event)] : rules.plot.members.map(\.id)
          let rulings = people.map { rules.rule(page, part, $0, past, now: moment) }
          let due = rulings.count { $0 == .due }
          let ledger = record?.steps[part.step.name]
          let mayNeedRelease =
            confirmOver > 0 && due + (ledger?.count(.sent) ?? 0) + 5 > confirmOver
          if !mayNeedRelease { rush.least += due }
          // A line of the plan counts also those whose moment is later.
          if due > 0 { rush.most += due + rulings.count(where: \.isPostponed) }
        }
      }
      return rush
    }
  }

  /// Somebody looks at why the roster waits: it is let go, or the files are mended later.
  mutating func letRosterGo() throws {
    let isRosterHeld = isBraking && engine.read { $0.state.holds[.roster] != nil }
    let areRowsHeld = onDisk.plot.members.contains { $0.waitsAs != nil }
    guard isRosterHeld || areRowsHeld, dice.oneIn(6) else { return }
    let (_, ticket) = engine.carryOut(.release, .roster, by: "an operator")
    guard isAcknowledged(ticket) else { return }
    note("an operator lets the shorter roster in")
    onDisk.plot.letRowsGo()
    onDisk = try Edition(onDisk.plot, zone: zone)
    try reload(isReleased: true)
    if !isDead, inForce.plot.version == onDisk.plot.version,
      engine.read({ $0.state.holds[.roster] }) != nil
    {
      throw broken(.roster, "it was released, and waits still")
    }
  }
}
