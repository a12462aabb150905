package import Domain
import Engine
import Letters
import Planning
import State
import StateFolder
import Store
import StoreTesting

/// The engine of `serve` on a virtual clock, a simulated disk and a simulated server, driven by
/// one seed on one thread.
///
/// After every step the promises of the product are checked against books of the outside world
/// (`OutsideObserver`) and against a plain reading of the contract (`ReferenceModel`). A broken
/// promise ends the run with a `Violation`.
package struct Simulation {
  /// What stood in the files at a time, with all that follows from it.
  struct Edition {
    var plot: Scenario
    var programme: Programme
    var rules: ReferenceModel

    init(_ plot: Scenario, zone: Zone) throws {
      self.plot = plot
      programme = try plot.programme(zone)
      rules = try ReferenceModel(plot, programme, zone: zone)
    }
  }

  /// No folder of a real disk: what erasing looks for beside the journal is not there.
  static let directory = "simulated-state"
  static let keys = SigningKeys(master: Array(repeating: 7, count: 32))

  let seed: UInt64
  let zone: Zone
  let clock: SettableClock
  var dice: Dice
  var disk = SimulatedDisk()
  var engine: Engine
  /// As the files stand, as the engine has them in force, and as it keeps them for a restart.
  var onDisk: Edition
  var inForce: Edition
  var kept: Edition?
  /// What was copied into the state, by fingerprint.
  var copies: [String: Edition] = [:]
  var inFlight: [SimulatedDelivery] = []
  var witness = OutsideObserver()
  var trace: Trace
  var counts = Counts()

  /// The disk call at which the power goes.
  var powerGoesAt: Int?
  var isDiskFaulty = false
  var isRelayDown = false
  var relay = RefusingRelay()
  /// The clock is watched; edits that would mail too many at once are stopped.
  let isGuarded: Bool
  let isBraking: Bool
  /// Many addresses of the roster are dead.
  let isListStale: Bool
  /// Once in how many mails the server misbehaves; 0: never.
  var weather: Int
  /// Deliveries and seats as they were seen last; nil after what may take things back.
  var ledger: [Mail: DeliveryState]?
  var seats: [String: Occupancy]?
  /// What was seen last of the revisions of events, and of what they made due once more.
  var revisions: [String: Revisions] = [:]
  /// Members whom an edit took off the roster.
  var left: [Scenario.Member] = []
  /// Nobody does anything: what happens follows from the plan alone.
  var isQuiet = false
  /// When last bytes left, in the last minute.
  var handOvers: [Instant] = []

  /// What a run consisted of, for a report.
  package struct Counts: Sendable {
    package var mails = 0
    package var answers = 0
    package var edits = 0
    package var crashes = 0
    package var restarts = 0
    package var compactions = 0
    package var faults = 0
    package var notes = 0
    package var forgets = 0
    package var plans = 0
  }

  /// What became of a run.
  package struct Outcome: Sendable {
    package var seed: UInt64
    /// Steps that were made.
    package var steps: Int
    package var violation: Violation?
    package var trace: Trace
    package var counts: Counts
  }

  /// Plays `steps` steps and then the season to its end. The same arguments give the same outcome.
  package static func run(
    seed: UInt64, steps: Int, zone: Zone, isTracing: Bool = false
  ) -> Outcome {
    var made = 0
    do {
      var simulation = try Simulation(seed: seed, zone: zone, isTracing: isTracing)
      do {
        while made < steps {
          try simulation.step()
          made += 1
        }
        try simulation.playOut()
      } catch let violation as Violation {
        return simulation.outcome(made, violation)
      }
      return simulation.outcome(made, nil)
    } catch {
      preconditionFailure("simulation \(seed) stopped at step \(made): \(error)")
    }
  }

  private init(seed: UInt64, zone: Zone, isTracing: Bool) throws {
    var dice = Dice(seed: seed)
    // Seasons that lie across both changes of the clocks, and ordinary ones.
    let day = (dice.pick([20_883, 21_100, 20_940]) ?? 20_883) + dice.below(14)
    let clock = SettableClock(
      zone.instant(
        LocalDateTime(dayNumber: day, hour: dice.roll(0...23), minute: dice.roll(0...59)))
    )
    let edition = try Edition(Scenario(&dice, day: day), zone: zone)
    self.seed = seed
    self.zone = zone
    self.clock = clock
    self.dice = dice
    weather = dice.pick([0, 3, 8]) ?? 8
    isGuarded = dice.oneIn(3)
    isBraking = edition.plot.isCrowd
    isListStale = edition.plot.isCrowd && dice.isHeads()
    onDisk = edition
    inForce = edition
    kept = edition
    trace = Trace(isKept: isTracing)
    engine = try Self.open(
      edition, previous: nil, disk, clock, isGuarded: isGuarded, isBraking: isBraking)
    copies[edition.programme.fingerprint] = edition
    note(
      "begins with \(edition.plot.members.count) people, \(edition.plot.events.count) events, \(edition.plot.settings)"
    )
  }

  static func open(
    _ edition: Edition, previous: Programme?, _ disk: SimulatedDisk, _ clock: SettableClock,
    isGuarded: Bool, isBraking: Bool
  ) throws -> Engine {
    var environment =
      isGuarded
      ? Environment(clock: TrustedClock { clock.reading }, disk: disk)
      : Environment(now: { clock.now }, disk: disk)
    environment.isBraking = isBraking
    return try StateDirectory.open(
      directory: directory, programme: edition.programme, previous: previous,
      environment: environment,
      rehearsal: false, options: options(clock), keys: keys
    ) { programme, past in
      try keep(edition, as: programme, past.programme?.fingerprint, past.forgotten, on: disk)
    }.engine
  }

  static func options(_ clock: SettableClock) -> JournalOptions {
    var options = JournalOptions()
    options.threading = .caller
    options.segmentBytes = 12 << 10
    options.reserveBytes = 2 << 10
    options.gather = 0
    options.now = { clock.now.milliseconds }
    return options
  }

  private func outcome(_ made: Int, _ violation: Violation?) -> Outcome {
    Outcome(seed: seed, steps: made, violation: violation, trace: trace, counts: counts)
  }

  var now: Instant { clock.now }

  var today: Int { zone.local(now).dayNumber }

  mutating func note(_ text: String) { trace.note(now, text) }

  func broken(_ promise: Violation.Promise, _ text: String) -> Violation {
    Violation(promise: promise, text: text)
  }
}
