import Delivery
import Domain
import Engine
import FoundationEssentials
import Logging
import ServiceLifecycle
import StateFolder
import Store
import Synchronization
import Threading

/// Scheduler, couriers, control socket and watchdog: everything that runs on threads of its own.
struct SendingService: Service {
  let office: Office
  let compactor: Compactor
  let mailroom: Mailroom
  let couriers: Couriers
  let intake: Intake
  let control: ControlServer
  let notifier: Notifier
  let logger: Logger
  /// Yields a port for each listener that accepts connections; nothing is sent before both do.
  let doors: AsyncStream<Int>
  let standing: ConfigStanding
  let holds: HoldLog
  let figures: Figures

  func run() async throws {
    var ports: [Int] = []
    for await port in doors.cancelOnGracefulShutdown() {
      ports.append(port)
      if ports.count == 2 { break }
    }
    guard ports.count == 2 else { return }
    let told = Mutex(ServiceStatus.text(office, standing))
    let scheduler = Scheduler(office, compactor: compactor) {
      [office, standing, notifier, mailroom, holds] in
      standing.tell(office)
      holds.look(office)
      mailroom.steps.look(office)
      let text = ServiceStatus.text(office, standing)
      let isNew = told.withLock { told in
        defer { told = text }
        return told != text
      }
      if isNew { notifier.status(text) }
    }
    try control.start()
    try intake.start()
    try couriers.start()
    scheduler.start()
    figures.start()
    let watchdog = Watchdog(
      scheduler: scheduler, journal: office.journal, mailroom: mailroom, couriers: couriers,
      notifier: notifier)
    watchdog.start()
    notifier.ready(ServiceStatus.text(office, standing))
    let summary = office.read {
      "\($0.programme.people.count) people, \($0.programme.events.count) events"
    }
    logger.notice("serving", metadata: ["programme": "\(summary)"])
    try? await gracefulShutdown()
    notifier.stopping()
    logger.notice("stopping: no new mail is begun")
    control.stop()
    intake.stop()
    scheduler.stop()
    figures.stop()
    mailroom.stop()
    let left = couriers.stop(graceSeconds: 8)
    if left > 0 {
      logger.warning("mails without a reply are now in doubt", metadata: ["count": "\(left)"])
    }
    watchdog.stop()
    mailroom.steps.look(office)
    mailroom.steps.close()
  }
}

/// Tells the service manager that scheduler, store and couriers move (`WatchdogSec=`), and is silent
/// when one of them hangs. A disk that fails, and a server that takes its time, is no hanging.
final class Watchdog: Sendable {
  private let scheduler: Scheduler
  private let journal: Journal
  private let mailroom: Mailroom
  private let couriers: Couriers
  private let notifier: Notifier
  private let isStopping = AtomicFlag(false)

  init(
    scheduler: Scheduler, journal: Journal, mailroom: Mailroom, couriers: Couriers,
    notifier: Notifier
  ) {
    self.scheduler = scheduler
    self.journal = journal
    self.mailroom = mailroom
    self.couriers = couriers
    self.notifier = notifier
  }

  func start() {
    let environment = ProcessInfo.processInfo.environment
    guard let limit = environment["WATCHDOG_USEC"].flatMap(Double.init) else { return }
    let period = limit / 1_000_000 / 3
    OSThread.startOrStop("watchdog") { [self] in
      while !isStopping.isSet {
        if isAlive(patience: 2 * period) { notifier.alive() }
        OSThread.sleep(seconds: period)
      }
    }
  }

  func stop() { isStopping.set(true) }

  /// The scheduler rests for up to ten seconds by itself.
  private func isAlive(patience: Double) -> Bool {
    scheduler.secondsSinceTurn < patience + 10 && journal.stall < patience
      && couriers.longestSilence < patience && mailroom.longestComposition < patience
  }
}
