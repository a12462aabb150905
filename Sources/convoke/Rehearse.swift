import ArgumentParser
import ConfigReader
import Daemon
import Domain
import Engine
import FoundationEssentials
import Letters
import Planning
import Queries
import Rehearsal
import State
import StateFolder
import Store

struct Rehearse: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play a season on a clock that jumps: every mail, no network.")

  @OptionGroup var place: NetworkLocation
  @Option(help: ArgumentHelp("Where the clock starts; default now.", valueName: "t"))
  var from: String?
  @Option(help: ArgumentHelp("Where it stops (exclusive); default a year later.", valueName: "t"))
  var until: String?
  @Option(help: ArgumentHelp("Scripted answers: at,email,event,answer,…", valueName: "file"))
  var answers: String?
  @Option(help: ArgumentHelp("Where the mails go; must be empty or absent.", valueName: "dir"))
  var outbox = "rehearsal"
  @Option(help: ArgumentHelp("Copy this live state and go on from it.", valueName: "dir"))
  var startFrom: String?
  @Flag(help: "Write the lists only.") var noMails = false

  func run() throws {
    if let state = place.state { try Owner.become(of: state) }
    // The zone is needed before the clock is known; the files are then read as of that clock.
    let first = try place.programme(now: Clock.now, quiet: true)
    let zone = first.network.zone
    let start = try from.map { try Clock.parse($0, option: "--from", zone: zone) } ?? Clock.now
    let end =
      try until.map { try Clock.parse($0, option: "--until", zone: zone) }
      ?? start.adding(seconds: 366 * 86_400)
    if end <= start { throw Failure(Failure.usage, "--until must be after --from") }
    let scratch = try ScratchFolder(state: place.state, startFrom: startFrom)
    defer { scratch.remove() }
    let reading = try read(scratch.path, now: start)
    let programme = reading.programme
    let script = try readScript(programme)
    let composer = try LetterPreview.composer(
      programme, try Failure.naming { try StateDirectory.makeKeys(scratch.path) })
    let folder = try openOutbox(composer)
    let clock = VirtualClock(start)
    let engine = try open(scratch.path, programme, reading.files, clock)
    defer { engine.journal.close() }
    let season = Rehearsal(
      engine: engine, clock: clock, composer: composer, until: end, answers: script)
    let path = answers ?? ""
    do {
      try season.run(into: folder) { line, text in
        Terminal.problem("\(path):\(line):1: error: \(text)")
      }
      try folder.finish(engine.read { NetworkView($0) }, now: end)
    } catch let error as DiskError {
      throw Failure(74, error.description)
    }
    Terminal.out("\(folder.count) mails in \(outbox): see \(outbox)/index.html")
  }

  private func readScript(_ programme: Programme) throws -> [ScriptedAnswer] {
    guard let answers else { return [] }
    guard let data = FileManager.default.contents(atPath: answers) else {
      throw Failure(Failure.usage, "--answers \(answers): cannot be read")
    }
    let (script, problems) = ScriptReader.read(
      Array(data), path: answers, programme: programme)
    for problem in problems { Terminal.problem(problem.description) }
    return script
  }

  private func openOutbox(_ composer: Composer) throws -> OutboxFolder {
    do {
      return try OutboxFolder(path: outbox, composer: composer, writesMails: !noMails)
    } catch let error as OutboxFolder.Occupied {
      throw Failure(73, error.description)
    }
  }

  /// The files as of the clock of the rehearsal; every problem goes to stderr.
  private func read(
    _ state: String, now: Instant
  ) throws -> (programme: Programme, files: ProgrammeFiles) {
    let past = try Failure.naming { try ProgrammeLoader.past(state, now: now) }
    let reading = ProgrammeLoader.reading(place.config, now: now, past: past)
    for problem in reading.problems { Terminal.problem(problem.description) }
    guard let programme = reading.programme else {
      throw Failure(Failure.configuration, "\(place.config): has errors, nothing done")
    }
    return (programme, reading.files)
  }

  private func open(
    _ state: String, _ programme: Programme, _ files: ProgrammeFiles, _ clock: VirtualClock
  ) throws -> Engine {
    var options = JournalOptions()
    options.threading = .caller
    options.now = { clock.now.milliseconds }
    var environment = Environment(now: { clock.now }, disk: RealDisk(syncs: false)) { brake in
      Terminal.error("serve would wait here for '\(brake.remedy)': \(brake.why)")
    }
    environment.onWait = environment.onBrake
    do {
      let past = try ProgrammeLoader.past(state, now: clock.now)
      let previous = ProgrammeLoader.before(
        programme, state, fingerprint: past.fingerprint, config: place.config, now: clock.now)
      let opening = try StateDirectory.open(
        directory: state, programme: programme, previous: previous,
        environment: environment, rehearsal: true, options: options
      ) { programme, past in
        try ProgrammeLoader.keep(
          files, of: programme, inForce: past.programme?.fingerprint, forgotten: past.forgotten,
          in: state, disk: RealDisk(syncs: false), keys: StateDirectory.keys(state))
      }
      for warning in opening.report.warnings { Terminal.error(warning) }
      return opening.engine
    } catch let error as StoreError {
      throw Failure(error.exitCode, error.description)
    } catch let error as ProgrammeLoader.NotKept {
      throw Failure(error.exitCode, error.description)
    } catch let error as Engine.WrongState {
      throw Failure(Failure.usage, error.description)
    }
  }
}

/// The state of a rehearsal: the one that was named, or one that is thrown away.
struct ScratchFolder {
  let path: String
  private let isTemporary: Bool

  init(state: String?, startFrom: String?) throws {
    let scratch = FileManager.default.temporaryDirectory.path
    path = state ?? "\(scratch)/convoke-rehearsal-\(UUID().uuidString)"
    isTemporary = state == nil
    guard let startFrom else { return }
    if FileManager.default.fileExists(atPath: path + "/journal") {
      throw Failure(Failure.usage, "\(path): --start-from needs a new --state")
    }
    try StateDirectory.copyForRehearsal(startFrom, to: path)
  }

  func remove() {
    if isTemporary { try? FileManager.default.removeItem(atPath: path) }
  }
}
