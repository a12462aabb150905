import ConfigReader
import Domain
import Engine
import Letters
import Logging
import Planning
import State
import StateFolder
import Store

extension Server {
  /// What the daemon begins with.
  struct Beginning {
    var compiled: CompiledProgramme
    var opening: Engine.Opening
    /// Why the files are not in force, when they are not.
    var refused: [Problem] = []
  }

  /// Puts the files in force; with anything wrong with them, or with keeping them, the programme
  /// that was in force goes on.
  func begin(keys: SigningKeys, clock: TrustedClock, metrics: Metrics) throws -> Beginning {
    let now = clock.now
    let past = try StartFailure.naming { try ProgrammeLoader.past(state, now: now) }
    let (compiled, reading) = ProgrammeLoader.compiled(config, now: now, past: past, keys: keys)
    RefusedLog.tell(warnings: reading.problems, logger)
    var refused = reading.problems.filter { $0.severity == .error }
    var exitCode: Int32 = 78
    if let compiled {
      let programme = compiled.programme
      do {
        let previous = ProgrammeLoader.before(
          programme, state, fingerprint: past.fingerprint, config: config, now: now)
        let opening = try open(
          programme, previous: previous, keys: keys, clock: clock, metrics: metrics,
          files: reading.files)
        retire(opening.engine)
        return Beginning(compiled: compiled, opening: opening)
      } catch let error as ProgrammeLoader.NotKept {
        exitCode = error.exitCode
        refused = [Problem(path: state + "/" + KeptProgramme.folders[0], text: "\(error)")]
      }
    }
    guard
      let kept = ProgrammeLoader.inForce(
        state, fingerprint: past.fingerprint, config: config, now: now),
      let compiled = CompiledProgramme.make(kept, keys: keys, secrets: .serving).compiled
    else {
      throw StartFailure(
        exitCode: exitCode, text: refused.map(\.description).joined(separator: "\n"))
    }
    RefusedLog.tell(refused, logger)
    logger.error("the files are not in force: serving the last programme that was")
    let opening = try open(kept, previous: kept, keys: keys, clock: clock, metrics: metrics)
    return Beginning(compiled: compiled, opening: opening, refused: refused)
  }

  /// What fails here costs nothing but room: it is tried again with the next programme.
  private func retire(_ engine: Engine) {
    guard let fingerprint = engine.read({ $0.state.programme?.fingerprint }) else { return }
    do {
      try KeptProgramme(state: state).retire(but: fingerprint)
    } catch {
      logger.warning("an old copy is left in the state", metadata: ["reason": "\(error)"])
    }
  }

  private func open(
    _ programme: Programme, previous: Programme?, keys: SigningKeys, clock: TrustedClock,
    metrics: Metrics, files: ProgrammeFiles? = nil
  ) throws -> Engine.Opening {
    var options = JournalOptions()
    let logger = logger
    options.onSync = { seconds, _ in metrics.sync.observe(seconds) }
    options.onReadOnly = { reason in
      if let reason {
        logger.critical("answers cannot be saved", metadata: ["reason": "\(reason)"])
      } else {
        logger.notice("the store can write again")
      }
    }
    let opening = try Self.naming {
      try StateDirectory.open(
        directory: state, programme: programme, previous: previous, environment: environment(clock),
        rehearsal: false, options: options
      ) { programme, past in
        guard let files else { return }
        try ProgrammeLoader.keep(
          files, of: programme, inForce: past.programme?.fingerprint, forgotten: past.forgotten,
          in: state, keys: keys)
      }
    }
    for warning in opening.report.warnings {
      logger.warning("store", metadata: ["found": "\(warning)"])
    }
    if opening.doubts > 0 {
      logger.warning(
        "deliveries in doubt after the last stop; see convoke status",
        metadata: ["count": "\(opening.doubts)"])
    }
    return opening
  }

  private func environment(_ clock: TrustedClock) -> Environment {
    var environment = Environment(clock: clock, disk: RealDisk()) { [holds] in holds.stopped($0) }
    environment.kernelClock = KernelClock.read
    environment.onClockGate = { [logger] gate in
      switch gate.standing {
      case .waiting:
        logger.warning(
          "timed mail waits until the clock is synchronised",
          metadata: ["at_most": "[send] clock_wait after boot"])
      case .open: logger.notice("the clock is synchronised: timed mail goes")
      case .wentOn:
        logger.warning(
          "the clock is not synchronised; clock_wait is over: timed mail goes all the same")
      }
    }
    environment.onWait = { [logger] wait in
      logger.warning(
        "waits for you",
        metadata: [
          "event": "\(wait.scope.event)", "step": "\(wait.scope.step)", "mails": "\(wait.why)",
          "remedy": "\(wait.remedy)",
        ])
    }
    return environment
  }

  /// A copy that fails ends the start only when nothing was in force before.
  private static func naming<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let error as ProgrammeLoader.NotKept {
      throw error
    } catch {
      return try StartFailure.naming { throw error }
    }
  }
}
