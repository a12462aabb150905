import Domain
import Engine
import FoundationEssentials
import Letters
package import Logging
import Planning
import SMTPClient
import ServiceLifecycle
import StateFolder
import Store
import UnixSignals
import Web

/// The daemon: opens the store, starts the loops, and stops them in order.
///
/// Start: lock, programme, keys, journal, pages, delivery agents, READY. Stop (SIGTERM): no new
/// mail, mails past their commitment get up to eight seconds, then the journal is closed.
package struct Server {
  let config: String
  let state: String
  let logger: Logger
  let holds: HoldLog
  /// Of the program, for `convoke_build_info`.
  let version: String

  package init(config: String, state: String, version: String, logger: Logger) {
    self.config = config
    self.state = state
    self.version = version
    self.logger = logger
    holds = HoldLog(logger)
  }

  /// Serves until it is told to stop. Errors are `StartFailure`, with the exit code.
  package func run() async throws {
    ProcessMemory.keepLargeBlocksApart()
    let notifier = Notifier(environment: ProcessInfo.processInfo.environment)
    let clock = TrustedClock()
    let lock = try StartFailure.naming { try StateFormats.lock(state) }
    defer { withExtendedLifetime(lock) {} }
    let standing = ConfigStanding()
    let metrics = Metrics(standing: standing, version: version)
    let keys = try StartFailure.naming(74) { try StateDirectory.makeKeys(state) }
    let keyBytes = FileManager.default.contents(atPath: state + "/keys.json")
    let beginning = try begin(keys: keys, clock: clock, metrics: metrics)
    let (compiled, opening) = (beginning.compiled, beginning.opening)
    let inForce = ProgrammeInForce(compiled)
    let web = compiled.programme.web
    let engine = opening.engine
    defer { engine.journal.close() }
    if let text = ConfigAlert.text(beginning.refused) { standing.refused(text) }
    standing.starts(with: compiled.programme)
    standing.tell(engine)

    ProcessMemory.giveBack()
    let spool = Spool(state: state)
    let figures = Figures(engine, spool: spool)
    let list = InFlightList(path: state + "/in-flight")
    if list == nil { logger.warning("no list of mails in flight can be kept in the state") }
    let coordinator = DeliveryCoordinator(
      engine: engine, composer: { inForce.current.composer }, list: list, metrics: metrics,
      logger: logger,
      guestMail: { spool.forHost($0) })
    let agents = DeliveryAgents(relay: compiled.relay, desk: coordinator.desk)
    let eraser = Eraser(engine, directory: state, keys: keys) { [logger] places in
      for place in places {
        logger.warning("not all of somebody could be erased", metadata: ["place": "\(place)"])
      }
    }
    let front = EngineWebBackend(engine: engine, keys: keys, programme: inForce, eraser: eraser)
    let intake = InboundService(
      engine: engine, keys: keys, directory: { inForce.current.links.latest(engine) },
      state: state, maildir: { inForce.current.programme.inboundMaildir }, metrics: metrics,
      logger: logger)
    let reloads = ReloadService(
      config: config, state: state, keys: keys, engine: engine, programme: inForce,
      agents: agents, standing: standing, notifier: notifier, logger: logger)
    let commands = Commands(
      engine: engine, eraser: eraser, refused: { standing.refused },
      started: { standing.started }, reload: { reloads.reload() })
    var served = commands
    served.sendTest = { SendTest.inDaemon(commands, to: $0, keys: keys) }
    served.sendPreview = { SendTest.preview(commands, $0, keys: keys) }
    let control = ControlServer(path: state + "/control.sock", handle: served.handle)

    let compactor = Compactor(engine, eraser: eraser, report: opening.report) { [logger] error in
      logger.error("upkeep of the store failed", metadata: ["reason": "\(error)"])
    }
    let (doors, opened) = AsyncStream<Int>.makeStream()
    let sending = SendingService(
      engine: engine, compactor: compactor, coordinator: coordinator, agents: agents,
      intake: intake, control: control,
      notifier: notifier, logger: logger, doors: doors, standing: standing, holds: holds,
      figures: figures)
    let quiet = Self.quiet(logger)
    let pages = WebServer(
      configuration: WebConfiguration(
        url: web.url, host: web.listenHost, port: web.listenPort,
        trustedProxies: web.trustedProxies),
      backend: front, pages: { inForce.current.pages }, logger: quiet,
      onBound: { opened.yield($0) }, onServed: { metrics.served($0) })
    let admin = AdminServer(
      host: web.adminHost, port: web.adminPort,
      health: { .init(isGood: true, text: FolderChoice.health(state: state)) },
      readiness: { Readiness.report(engine, keys: keyBytes, in: state) },
      metrics: { metrics.text(engine, figures) }, logger: quiet,
      onBound: { opened.yield($0) })
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: admin), .init(service: sending), .init(service: pages),
          .init(service: HangUpService(reloads: reloads)),
        ], gracefulShutdownSignals: [.sigterm, .sigint],
        logger: Logger(label: "lifecycle") { _ in
          SwiftLogNoOpLogHandler()
        }))
    do {
      try await group.run()
    } catch let error as ListenError {
      throw StartFailure(exitCode: 75, text: "\(error)")
    } catch let error as ControlServer.Unavailable {
      throw StartFailure(exitCode: 73, text: error.description)
    }
  }

  /// The web server's own remarks about connections that end are not for operators.
  private static func quiet(_ logger: Logger) -> Logger {
    var quiet = logger
    quiet.logLevel = .critical
    return quiet
  }
}
