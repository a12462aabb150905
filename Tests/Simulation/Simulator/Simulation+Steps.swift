import Domain
import Engine
import Store
import StoreTesting

extension Simulation {
  private enum Deed {
    case time, agent, answer, subscribe, operate, edit, crash, restart, breakDisk, compact
    case jump, relay, rest, foresee, colleague, sendNote, forget
  }

  private static let deeds: [(weight: Int, item: Deed)] = [
    (24, .time), (34, .agent), (14, .answer), (3, .subscribe), (5, .operate), (7, .edit),
    (2, .crash), (1, .restart), (2, .breakDisk), (2, .compact), (2, .jump), (2, .relay),
    (5, .rest), (4, .foresee), (2, .colleague), (2, .sendNote), (1, .forget),
  ]

  /// One thing happens, then every promise is looked at.
  mutating func step() throws {
    switch dice.draw(Self.deeds) {
    case .time: try passTime()
    case .agent: try workCourier()
    case .answer: try answer()
    case .colleague: try sendColleague()
    case .subscribe: try subscribe()
    case .operate: try operate()
    case .edit: try edit()
    case .crash: try armCrash()
    case .restart: try restart()
    case .breakDisk: try breakDisk()
    case .compact: compact()
    case .jump: try jump()
    case .relay: changeRelay()
    case .sendNote: if isCalm { try sendNote() }
    case .forget: if isCalm { try forgetSomebody() }
    case .rest: if isCalm { try comeToRest() }
    case .foresee: if isCalm { try foresee() }
    }
    try recoverFromPowerLoss()
    if isCalm, engine.journal.status.readOnly == nil {
      try letGo()
      try letRosterGo()
      try finishForgetting()
    }
    try recoverFromPowerLoss()
    try inspect()
  }

  /// Nothing hinders the engine now.
  var isCalm: Bool { !isRelayDown && relay.words == nil && !isDiskFaulty && powerGoesAt == nil }

  private mutating func passTime() throws {
    let ahead: Int64
    switch dice.below(5) {
    case 0: ahead = Int64(dice.roll(1...120))
    case 1: ahead = Int64(dice.roll(1...90)) * 60
    case 2: ahead = Int64(dice.roll(1...30)) * 3600
    default:
      let next = engine.nextMoment.milliseconds
      let most = now.adding(seconds: 4 * 86_400).milliseconds
      clock.set(Instant(milliseconds: max(now.milliseconds + 1, min(next, most))))
      note("the next moment")
      return try tick()
    }
    clock.set(now.adding(seconds: ahead))
    note("\(ahead) s pass")
    // The scheduler may be late.
    if !dice.oneIn(4) { try tick() }
  }

  private mutating func jump() throws {
    let minutes = Int64(dice.isHeads() ? dice.roll(-90...90) : dice.roll(-30...30) * 60)
    if isGuarded, minutes < 0 || minutes > 60 { return try doubtClock(minutes) }
    clock.jump(to: now.adding(seconds: minutes * 60))
    _ = engine.environment.now()
    note("the clock jumps by \(minutes) min")
    if dice.isHeads() { try tick() }
  }

  private mutating func compact() {
    let outcome = (try? engine.compact()) == nil ? "fails" : "is written"
    counts.compactions += 1
    note("a snapshot \(outcome)")
  }

  /// A call of the disk to come fails, or it works again.
  private mutating func breakDisk() throws {
    if isDiskFaulty { return try mendDisk() }
    isDiskFaulty = true
    counts.faults += 1
    if dice.oneIn(3) {
      disk.setCapacity(0)
      note("the disk is full")
    } else {
      let isPersistent = dice.isHeads()
      disk.fail(
        .init(call: disk.calls + dice.below(12), code: 5, isPersistent: isPersistent))
      note("the disk will fail" + (isPersistent ? " for good" : ""))
    }
  }

  mutating func mendDisk() throws {
    isDiskFaulty = false
    disk.setCapacity(nil)
    disk.fail(nil)
    let isWritable = engine.journal.tryToRecover()
    try tick()
    note("the disk is mended" + (isWritable ? "" : ", yet nothing can be written"))
  }
}
