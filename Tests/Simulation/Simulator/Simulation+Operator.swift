import Domain
import Engine
import Planning
import State
import StateFolder

extension Simulation {
  /// An operator or a host holds, releases, retries or drops something.
  mutating func operate() throws {
    let wish = dice.draw([
      (3, OperatorCommand.hold), (4, .release), (3, .retry), (1, .drop),
    ])
    guard let scope = scope(wish) else { return }
    let number = scope.person.isEmpty ? nil : engine.person(scope.person)
    if !scope.person.isEmpty, number == nil { return }
    let retried = wish == .retry ? ended(scope) : []
    let (count, ticket) = engine.carryOut(
      wish, Scope(event: scope.event, step: scope.step, person: number), by: "an operator")
    let isSaved = isAcknowledged(ticket)
    note("\(wish) \(scope): \(count) \(isSaved ? "saved" : "not saved")")
    switch wish {
    case .hold, .release:
      var belief = witness.holds[scope] ?? Known(false)
      if isSaved { belief.acknowledge(wish == .hold) } else { belief.doubt(wish == .hold) }
      witness.holds[scope] = belief
    case .retry: for mail in retried { witness.retries[mail, default: 0] += 1 }
    case .drop: break
    }
  }

  private mutating func scope(_ wish: OperatorCommand) -> OutsideObserver.NamedScope? {
    let held = witness.holds.filter { $0.value.sure }.keys.sorted()
    if wish == .release, let scope = dice.pick(held), !dice.oneIn(4) { return scope }
    let waiting = engine.read { $0.dueQueue.unconfirmed.keys.map { ($0.event, $0.step) } }
      .sorted { $0 < $1 }
    if wish == .release, let scope = dice.pick(waiting) {
      return .init(event: scope.0, step: scope.1, person: "")
    }
    guard let event = dice.pick(inForce.plot.events) else { return nil }
    let depth = wish == .drop ? dice.draw([(1, 0), (3, 1), (4, 2)]) : dice.below(3)
    guard depth > 0, let step = dice.pick(event.steps) else {
      return .init(event: event.id, step: "", person: "")
    }
    let person = depth == 2 ? dice.pick(inForce.plot.members)?.id ?? "" : ""
    return .init(event: event.id, step: step.name, person: person)
  }

  /// Mails of a scope that came to a bad end or are in doubt.
  private func ended(_ scope: OutsideObserver.NamedScope) -> [Mail] {
    deliveries().filter { mail, state in
      mail.event == scope.event && (scope.step.isEmpty || mail.step == scope.step)
        && (scope.person.isEmpty || mail.person == scope.person)
        && (state == .failed || state == .doubt)
    }.map(\.key)
  }

  /// The files are edited and put in force.
  mutating func edit() throws {
    var plot = onDisk.plot
    let what: String
    if !left.isEmpty, dice.oneIn(6) {
      let member = left.removeFirst()
      plot.comeBack(member)
      // Under another id only who is remembered is the same person.
      let isKnown = engine.read { current in
        current.state.people.existing(member.id).map { current.state.former[$0] != nil } ?? false
      }
      what =
        isKnown && dice.isHeads() && !plot.forgotten.contains(member.id)
        ? "back again: \(plot.renumber(plot.members.count - 1))" : "\(member.id) comes back"
    } else if dice.oneIn(8), let stranger = dice.pick(strangersToEnroll(plot)) {
      what = plot.enroll(stranger, &dice)
    } else {
      let current = inForce.plot.members
      let settled = onDisk.plot.members.filter { mine in
        current.contains { $0.id == mine.id && $0.crmID == mine.crmID && $0.email == mine.email }
      }
      what = plot.edit(&dice, day: today, mayGo: mayGo, settled: Set(settled.map(\.id)))
    }
    note("edit: \(what)")
    counts.edits += 1
    // Whose id somebody else has cannot come back with it.
    left += onDisk.plot.members.filter { old in
      !plot.members.contains { $0.id == old.id || $0.waitsAs == old.id } && old.waitsAs == nil
    }
    onDisk = try Edition(plot, zone: zone)
    // Several edits may be made before one reload.
    if !dice.oneIn(4) { try reload() }
  }

  mutating func reload(isReleased: Bool = false) throws {
    let before = inForce
    let expected = isReleased ? nil : expectation()
    if !isReleased { breakCopy() }
    do {
      let (forgotten, inForce) = engine.read {
        ($0.state.forgotten, $0.state.programme?.fingerprint)
      }
      let next = Forgetting.withoutForgotten(onDisk.programme, forgotten, keys: Self.keys)
      let kept = engine.examined(next)
      try Self.keep(onDisk, as: kept, inForce, forgotten, on: disk)
      mendCopy()
      guard try engine.accept(next, asKept: kept.fingerprint) != nil else {
        throw broken(.programme, "what was kept is not what came into force")
      }
      try? KeptProgramme(state: Self.directory, disk: disk).retire(but: kept.fingerprint)
    } catch let violation as Violation {
      throw violation
    } catch {
      mendCopy()
      note("the reload fails: \(error)")
      // With the power gone nobody can look any more.
      if isDead { return }
      let fingerprint = engine.read { $0.programme.fingerprint }
      if fingerprint != before.programme.fingerprint {
        throw broken(.programme, "a reload failed, and \(fingerprint) is in force")
      }
      return
    }
    let isWaiting = isBraking && engine.read { $0.state.holds[.roster] != nil }
    inForce = isWaiting ? try keepingRoster(onDisk, of: before) : try withoutWaiting(onDisk)
    kept = inForce
    copies[inForce.programme.fingerprint] = inForce
    note("in force: v\(onDisk.plot.version)\(isWaiting ? ", but for its people" : "")")
    if let expected, !isDead { try checkGuards(expected) }
  }

  private func strangersToEnroll(_ plot: Scenario) -> [String] {
    if isCrowded(plot) { return [] }
    return engine.read { current in
      current.state.strangers.map(current.state.people.name).filter { name in
        !witness.isGone(name) && !plot.members.contains { $0.email == name }
      }
    }.sorted()
  }

  private func isCrowded(_ plot: Scenario) -> Bool { plot.members.count > 100 }

  /// Events whose file may vanish: cancelled, dropped or over.
  private var mayGo: Set<String> {
    let now = now
    return engine.read { current in
      Set(
        current.programme.events.filter { event in
          let record = current.state.events[event.id]
          return record?.dropped == true || record?.facts?.cancelled == true || event.ends < now
        }.map(\.id))
    }
  }
}
