import Domain
import Planning

extension Office {
  /// What a programme means beside the one in force: what comes into force of it, what is recorded,
  /// and what stops. In a rehearsal, where nobody could let go, brakes are told and do not hold.
  struct Examination {
    var programme: Programme
    var entries: [Entry]
    var brakes: [Brake]
  }

  /// The roster that comes into force with `next`: that of the files, or the old one while it waits.
  static func examineRoster(
    _ next: Programme, before: Programme?, _ state: State, isBraking: Bool
  ) -> Examination {
    // What is in force goes on as it is: nothing of it waits for anything new.
    if before != nil, state.programme?.fingerprint == next.fingerprint {
      return Examination(programme: next, entries: [], brakes: [])
    }
    let waiting = state.holds[.roster]
    let brake = Guards.roster(next, before: before)
    guard let before, let brake, !state.released.contains(.roster) else {
      // Nobody consented to anything: a programme that comes into force ends the release with the hold.
      let mended: [Entry] =
        waiting == nil
        ? []
        : [
          .released(.roster),
          .programmeAccepted(fingerprint: next.fingerprint, people: next.people.count),
        ]
      return Examination(programme: next, entries: mended, brakes: [])
    }
    if !isBraking { return Examination(programme: next, entries: [], brakes: [brake]) }
    return Examination(
      programme: Guards.keepingRoster(of: before, in: next),
      entries: waiting == brake.why ? [] : [.held(.roster, why: brake.why)],
      brakes: [brake])
  }

  /// Whether `next` would mail far more at once than was planned.
  static func examineBlast(
    _ next: Judge, _ entries: [Entry], before: Judge, _ past: State, now: Instant,
    isBraking: Bool
  ) -> Examination {
    var state = past
    for entry in entries { state.apply(entry, at: now) }
    guard let brake = Guards.blast(next, state, before: before, past: past, now: now) else {
      return Examination(programme: next.programme, entries: [], brakes: [])
    }
    return Examination(
      programme: next.programme,
      entries: !isBraking ? [] : [.held(.everything, why: brake.why)], brakes: [brake])
  }

  /// Holds everything while the wall clock is not believed, and lets it go when it came back.
  func watchClock() {
    guard let clock = world.clock else { return }
    if let jump = clock.jump {
      let brake = Brake(.everything, why: Self.text(jump))
      let isNew = change { desk, now in
        if desk.state.holds[.everything] != nil { return (false, []) }
        return (true, [.held(.everything, why: brake.why)] + desk.alerts([brake], now: now))
      }.0
      if isNew { world.onBrake(brake) }
    } else if clock.takeReturn() {
      change { desk, _ in
        let isOurs = desk.state.holds[.everything]?.hasPrefix(Self.clockWhy) ?? false
        return ((), isOurs ? [.released(.everything)] : [])
      }
    }
  }

  /// Begins every reason of a hold that the clock is to blame for.
  static let clockWhy = "the clock jumped"

  private static func text(_ jump: TrustedClock.Jump) -> String {
    "\(clockWhy) from \(jump.expected.rfc3339) to \(jump.wall.rfc3339); set it right, or release "
      + "when it is"
  }
}

extension Office.Desk {
  /// What the operators are told of brakes, by mail.
  func alerts(_ brakes: [Brake], now: Instant) -> [Entry] {
    if state.isRehearsal { return [] }
    return brakes.flatMap { brake in
      alert(
        brake.scope == .roster ? .roster : .blast, "\(brake.why): \(brake.remedy)", now: now)
    }
  }
}
