import Domain
import Engine
import State
import Store
import StoreTesting

extension Simulation {
  /// Whether the power has gone.
  var isDead: Bool { powerGoesAt.map { disk.calls > $0 } ?? false }

  /// The power goes at a disk call to come, or the process is killed at once.
  mutating func armCrash() throws {
    guard powerGoesAt == nil else { return }
    if dice.oneIn(3) {
      note("kill -9")
      return try crash(.everything)
    }
    let call = disk.calls + dice.below(10)
    powerGoesAt = call
    disk.losePower(atCall: call)
    note("the power will go")
  }

  mutating func recoverFromPowerLoss() throws {
    if isDead { try crash(dice.oneIn(4) ? .nothing : .coin(seed: dice.next())) }
  }

  private mutating func crash(_ survival: SimulatedDisk.Survival) throws {
    counts.crashes += 1
    note("crash: \(survival)")
    // A server that has the last byte may have taken the mail.
    for delivery in inFlight where delivery.isHandedOver && dice.isHeads() { try accept(delivery) }
    inFlight = []
    disk = disk.afterCrash(survival)
    powerGoesAt = nil
    // A disk that is full stays so when only the process died.
    if case .everything = survival {} else { isDiskFaulty = false }
    ledger = nil
    seats = nil
    try findCopy()
    try reopen()
    try checkRounds(isSure: false)
    try checkHandedOver()
  }

  /// SIGTERM and a start: what is under way is finished, and the same state comes back.
  mutating func restart() throws {
    guard isCalm, engine.journal.status.readOnly == nil else { return }
    while !inFlight.isEmpty { try advance(inFlight.count - 1, isFair: true) }
    try tick()
    counts.restarts += 1
    let before = told(engine.read { $0.state })
    note("restart")
    engine.journal.close()
    try checkReplay(before)
    try reopen()
  }

  private mutating func reopen() throws {
    for attempt in 0..<4 {
      let edition = dice.oneIn(3) ? kept ?? onDisk : onDisk
      if attempt < 2, dice.oneIn(8) {
        let call = disk.calls + dice.below(12)
        powerGoesAt = call
        disk.losePower(atCall: call)
      }
      do {
        relay.restart()
        engine = try Self.open(
          edition, previous: kept?.programme, disk, clock, isGuarded: isGuarded,
          isBraking: isBraking)
        if !isDead {
          disk.losePower(atCall: nil)
          powerGoesAt = nil
          // What was in force goes on as it was, and what waits goes on waiting.
          let isWaiting =
            isBraking && edition.programme.fingerprint != kept?.programme.fingerprint
            && engine.read { $0.state.holds[.roster] != nil }
          inForce =
            isWaiting
            ? try keepingRoster(edition, of: kept ?? edition) : try withoutWaiting(edition)
          kept = inForce
          copies[inForce.programme.fingerprint] = inForce
          return note(
            "starts with v\(edition.plot.version)\(isWaiting ? ", but for its people" : "")")
        }
      } catch {
        if !isDead, attempt == 0 {
          // A disk that is full, or fails, may stop a start; mended, it may not.
          disk.setCapacity(nil)
          disk.fail(nil)
          isDiskFaulty = false
          continue
        }
        guard isDead else { throw broken(.opens, "\(error)") }
      }
      note("crash while starting")
      counts.crashes += 1
      disk = disk.afterCrash(.coin(seed: dice.next()))
      powerGoesAt = nil
      note(edition)
      try findCopy()
    }
    throw broken(.opens, "four starts failed")
  }

  /// Nobody whose mail left is taken for somebody who never had one.
  private func checkHandedOver() throws {
    for (mail, state) in deliveries() where state == .open {
      if witness.handed.contains(mail) {
        throw broken(.once, "\(mail) was handed over before the crash, and is open after it")
      }
    }
    let known = Set(deliveries().keys)
    // What went before a step was due once more has no line of its own when it failed.
    for mail in witness.handed.sorted() where !known.contains(mail) && !witness.isEarlier(mail) {
      throw broken(.once, "\(mail) was handed over before the crash, and is unknown after it")
    }
  }

  private static let gapped: Set<String> = [
    "state.rhythm", "state.recent", "state.ledger", "state.mailed",
  ]

  /// What the state tells of itself, without the numbers of names.
  func told(_ state: State) -> [String] {
    let codec = state.codec
    return state.restated(at: .distantPast).compactMap { entry, at in
      let (type, fields) = codec.encode(entry)
      if type == "state.people" || type == "state.organisations" { return nil }
      // Where somebody was forgotten memory keeps a gap, and what they were mailed counts no more.
      if Self.gapped.contains(type), !witness.forgotten.isEmpty { return nil }
      return "\(type) \(at.milliseconds) \(String(decoding: fields, as: UTF8.self))"
    }
  }

  /// The journal, read on a copy of the disk with the numbers of the memory it is compared with.
  private func checkReplay(_ before: [String]) throws {
    var state = State()
    (state.people, state.organisations) = engine.read {
      ($0.state.people.unlearned, $0.state.organisations)
    }
    do {
      let (journal, _) = try Journal.open(
        directory: Self.directory, disk: disk.copy(), options: Self.options(clock)
      ) { line in
        if let entry = try state.decode(type: line.type, line.json) {
          state.apply(entry, at: Instant(milliseconds: line.at))
        }
      }
      journal.close()
    } catch {
      throw broken(.opens, "\(error)")
    }
    let after = told(state)
    if before == after { return }
    let lost = Set(before).subtracting(after).sorted()
    let new = Set(after).subtracting(before).sorted()
    throw broken(.replay, "memory had \(lost.prefix(3)), the journal gives \(new.prefix(3))")
  }
}
