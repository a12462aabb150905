import ConfigReader
package import Domain
package import Engine
import FoundationEssentials
package import Letters
package import Logging
import Planning
package import SMTPClient
import State
import StateFolder
import Store
import Synchronization
import Web

/// Puts programmes in force in a running daemon: all of it at once, or nothing.
package final class ReloadService: Sendable {
  private let config: String
  private let state: String
  private let keys: SigningKeys
  private let engine: Engine
  private let programme: ProgrammeInForce
  private let agents: DeliveryAgents
  private let standing: ConfigStanding
  private let notifier: Notifier
  private let logger: Logger
  private let turn = Mutex<Void>(())

  package init(
    config: String, state: String, keys: SigningKeys, engine: Engine,
    programme: ProgrammeInForce, agents: DeliveryAgents, standing: ConfigStanding,
    notifier: Notifier, logger: Logger
  ) {
    self.config = config
    self.state = state
    self.keys = keys
    self.engine = engine
    self.programme = programme
    self.agents = agents
    self.standing = standing
    self.notifier = notifier
    self.logger = logger
  }

  /// Checks the files and puts them in force; with errors the programme in force stays. One after
  /// the other: it may be asked for by command and by signal.
  package func reload() -> ControlReply {
    turn.withLock { _ in
      notifier.reloading()
      defer {
        standing.tell(engine)
        notifier.ready(ServiceStatus.text(engine, standing))
      }
      let now = engine.environment.now()
      let past = engine.read { current in
        let zones = current.zones
        return ProgrammeLoader.Past(
          known: ProgrammeLoader.known(current.state, now: now) { zones[$0] })
      }
      let (compiled, reading) = ProgrammeLoader.compiled(config, now: now, past: past, keys: keys)
      guard let compiled else { return refuse(reading.problems) }
      do {
        let brakes = try putInForce(compiled, reading.files)
        // They end connections by it, and hire more.
        agents.replace(compiled.relay)
        _ = compiled.links.directory(engine)
        ProcessMemory.giveBack()
        return inForce(compiled.programme, reading.problems, brakes)
      } catch {
        return fail(error)
      }
    }
  }

  /// The copy is durable first, then the entry; then the programme is in force. Nobody is erased
  /// between a look at who was forgotten and what follows from it.
  private func putInForce(
    _ compiled: CompiledProgramme, _ files: ProgrammeFiles
  ) throws -> [Brake] {
    try engine.upkeep.withLock { _ in
      while true {
        let (inForce, forgotten) = engine.read {
          ($0.state.programme?.fingerprint, $0.state.forgotten)
        }
        let next = Forgetting.withoutForgotten(compiled.programme, forgotten, keys: keys)
        let kept = engine.examined(next)
        try ProgrammeLoader.keep(
          files, of: kept, inForce: inForce, forgotten: forgotten, in: state,
          disk: engine.environment.disk, keys: keys)
        // A release of the roster meanwhile makes it another programme, with another copy.
        let accepted = try engine.accept(next, asKept: kept.fingerprint) {
          programme.adopt(compiled)
        }
        guard let brakes = accepted else { continue }
        do {
          try KeptProgramme(state: state, disk: engine.environment.disk).retire(
            but: kept.fingerprint)
        } catch {
          // It costs nothing but room, and is tried again with the next programme.
          logger.warning("an old copy is left in the state", metadata: ["reason": "\(error)"])
        }
        return brakes
      }
    }
  }

  private func inForce(
    _ programme: Programme, _ problems: [Problem], _ brakes: [Brake]
  ) -> ControlReply {
    standing.accepted()
    standing.goesOn(with: programme)
    let differing = standing.differences(programme)
    if !differing.isEmpty {
      logger.warning(
        "only a restart puts this in force",
        metadata: ["keys": "\(differing.map(\.key).joined(separator: ", "))"])
    }
    let people = engine.read { $0.programme.people.count }
    logger.notice(
      "programme in force",
      metadata: ["people": "\(people)", "events": "\(programme.events.count)"])
    return ControlReply(
      out: ["In force: \(people) people, \(programme.events.count) events."],
      errors: problems.map(\.description)
        + brakes.map { "convoke: held: \($0.why): \($0.remedy)" }
        + differing.map { "convoke: only a restart puts in force: \($0.text)" })
  }

  private func refuse(_ problems: [Problem]) -> ControlReply {
    let errors = problems.filter { $0.severity == .error }
    RefusedLog.tell(errors, logger)
    if let text = ConfigAlert.text(errors) { standing.refused(text) }
    return ControlReply(
      exitCode: 1,
      errors: problems.map(\.description)
        + [
          "convoke: \(errors.reduce(0) { $0 + $1.count }) error\(errors.count == 1 ? "" : "s"); the programme in force stays"
        ])
  }

  /// Nothing is wrong with the files, but they could not be kept or recorded.
  private func fail(_ error: any Error) -> ControlReply {
    let failure: (code: Int32, text: String) =
      switch error {
      case let error as ProgrammeLoader.NotKept: (error.exitCode, error.description)
      default: (FileFailure(error).exitCode, FileFailure(error).text)
      }
    logger.error("the reload failed", metadata: ["reason": "\(failure.text)"])
    standing.refused(failure.text)
    return ControlReply(
      exitCode: Int(failure.code),
      errors: ["convoke: \(failure.text); the programme in force stays"])
  }
}

extension PageRenderer {
  /// What is wrong with the pages and their words, at its place.
  static func check(_ programme: Programme) -> [Problem] { make(programme).problems }

  /// As `check`, with the pages, compiled once for both; nil with an error.
  static func make(_ programme: Programme) -> (renderer: PageRenderer?, problems: [Problem]) {
    func problem(_ fault: PageFault, _ severity: Problem.Severity) -> Problem {
      Problem(
        path: "Templates/\(fault.file)", line: fault.line, column: fault.column,
        severity: severity, text: fault.text)
    }
    let lacking = lacking(
      words: programme.templates.words, dress: Branding(programme))
    let warnings = lacking.map { problem($0, .warning) }
    do {
      return (try PageRenderer(programme), warnings)
    } catch let error as PageFaults {
      return (nil, error.faults.map { problem($0, .error) } + warnings)
    } catch {
      return (nil, [Problem(path: "Templates/web", text: "\(error)")])
    }
  }

  convenience init(_ programme: Programme) throws {
    try self.init(
      templates: programme.templates.web.mapValues(\.text), words: programme.templates.words,
      dress: Branding(programme))
  }
}

extension Branding {
  fileprivate init(_ programme: Programme) {
    let network = programme.network
    self.init(
      networkName: network.name, address: network.address, accent: network.accent,
      logo: network.logo,
      language: network.language, base: programme.web.path)
  }
}

extension Relay {
  /// `[smtp]`; throws when its secret cannot be read.
  package init(checking programme: Programme) throws {
    if let place = programme.smtp.secret { _ = try SecretReader.text(place) }
    self.init(programme)
  }

  /// Of a programme whose secrets were looked at; they are read when a connection begins.
  init(_ programme: Programme) {
    let smtp = programme.smtp
    let credentials = smtp.username.flatMap { username in
      smtp.secret.map { place in
        Credentials(
          mechanism: smtp.token == nil ? .password : .xoauth2, username: username,
          secret: { try SecretReader.read(place) })
      }
    }
    self.init(
      host: smtp.host, port: smtp.port,
      tls: smtp.implicitTLS ? .implicit : smtp.requireTLS ? .startTLS : .off,
      credentials: credentials, connections: smtp.connections,
      ehloName: String(programme.mail.from.address.domain),
      caFile: ProcessInfo.processInfo.environment["SSL_CERT_FILE"])
    maxPerConnection = smtp.maxPerConnection
  }
}

extension SMTPSettings {
  /// What one logs in with; nil for a relay that asks nobody.
  var secret: SecretPlace? { token ?? password }
}
