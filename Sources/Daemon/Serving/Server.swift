import Delivery
import Domain
import FoundationEssentials
import Letters
package import Logging
import Planning
import Reception
import ServiceLifecycle
import Store
import UnixSignals

/// The daemon: opens the store, starts the loops, and stops them in order.
///
/// Start: lock, programme, keys, journal, pages, couriers, READY. Stop (SIGTERM): no new mail,
/// mails past their commitment get up to eight seconds, then the journal is closed.
package struct Server {
  let config: String
  let state: String
  let logger: Logger

  package init(config: String, state: String, logger: Logger) {
    self.config = config
    self.state = state
    self.logger = logger
  }

  /// Serves until it is told to stop. Errors are `StartFailure`, with the exit code.
  package func run() async throws {
    Memory.keepLargeBlocksApart()
    let notifier = Notifier(environment: ProcessInfo.processInfo.environment)
    let clock = TrustedClock()
    let lock = try StartFailure.naming { try StateFormats.lock(state) }
    defer { withExtendedLifetime(lock) {} }
    let standing = ConfigStanding()
    let metrics = Metrics(standing: standing)
    let keys = try StartFailure.naming(74) { try Workshop.makeKeys(state) }
    let keyBytes = FileManager.default.contents(atPath: state + "/keys.json")
    let beginning = try begin(keys: keys, clock: clock, metrics: metrics)
    let (programme, parts, opening) = (beginning.programme, beginning.parts, beginning.opening)
    let office = opening.office
    defer { office.journal.close() }
    if let text = ConfigAlert.text(beginning.refused) { standing.refused(text) }
    standing.tell(office)

    Memory.giveBack()
    let spool = Spool(state: state)
    let list = InFlightList(path: state + "/in-flight")
    if list == nil { logger.warning("no list of mails in flight can be kept in the state") }
    let mailroom = Mailroom(
      office: office, composer: parts.composer, list: list, metrics: metrics, logger: logger,
      guestMail: { spool.forHost($0) })
    let couriers = Couriers(relay: parts.relay, desk: mailroom.desk)
    let eraser = Eraser(office, directory: state, keys: keys) { [logger] places in
      for place in places {
        logger.warning("not all of somebody could be erased", metadata: ["place": "\(place)"])
      }
    }
    let front = FrontOffice(
      office: office, keys: keys, composer: parts.composer, eraser: eraser)
    let shelf = PageShelf(parts.pages)
    let intake = Intake(
      office: office, keys: keys, directory: { front.directory }, state: state,
      maildir: programme.inboundMaildir, metrics: metrics, logger: logger)
    let clerk = Clerk(
      config: config, state: state, keys: keys, office: office, mailroom: mailroom, front: front,
      intake: intake, shelf: shelf, couriers: couriers, standing: standing, notifier: notifier,
      logger: logger)
    let control = ControlServer(
      path: state + "/control.sock",
      handle: Commands(
        office: office, eraser: eraser, refused: { standing.refused }, reload: { clerk.reload() }
      ).handle)

    let compactor = Compactor(office, eraser: eraser, report: opening.report) { [logger] error in
      logger.error("upkeep of the store failed", metadata: ["reason": "\(error)"])
    }
    let (doors, opened) = AsyncStream<Int>.makeStream()
    let sending = SendingService(
      office: office, compactor: compactor, mailroom: mailroom, couriers: couriers,
      intake: intake, control: control,
      notifier: notifier, logger: logger, doors: doors, standing: standing)
    let quiet = Self.quiet(logger)
    let pages = WebServer(
      configuration: WebConfiguration(
        url: programme.web.url, host: programme.web.listenHost, port: programme.web.listenPort,
        trustedProxies: programme.web.trustedProxies),
      guestbook: front.guestbook, pages: shelf, logger: quiet,
      onBound: { opened.yield($0) }, onServed: { metrics.served($0) })
    let admin = AdminServer(
      host: programme.web.adminHost, port: programme.web.adminPort,
      health: { .init(isGood: true, text: Whereabouts.health(state: state)) },
      readiness: { Self.readiness(office, keys: keyBytes, in: state) },
      metrics: { metrics.text(office) }, logger: quiet,
      onBound: { opened.yield($0) })
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: admin), .init(service: sending), .init(service: pages),
          .init(service: HangUpService(clerk: clerk)),
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

  private static func readiness(
    _ office: Office, keys: Data?, in state: String
  ) -> AdminServer.Report {
    // With other keys on the disk the next start would close every link sent until then.
    let found = FileManager.default.contents(atPath: state + "/keys.json")
    if found == nil || found != keys {
      let reason = Workshop.keyTrouble(state)?.description ?? "\(state)/keys.json: was changed"
      return .init(isGood: false, text: "the next start would be refused: \(reason)")
    }
    let status = office.journal.status
    if let reason = status.readOnly {
      return .init(isGood: false, text: "answers cannot be saved: \(reason)")
    }
    return .init(isGood: true, text: "ready")
  }
}
