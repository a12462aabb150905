import Domain
import Engine
import FoundationEssentials
import Logging
import SMTPClient
import ServiceLifecycle
import StateFolder
import Store
import Synchronization
import Threading

/// Scheduler, delivery agents, control socket and watchdog: everything that runs on threads of its
/// own.
struct SendingService: Service {
  let engine: Engine
  let compactor: Compactor
  let coordinator: DeliveryCoordinator
  let agents: DeliveryAgents
  let intake: InboundService
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
    let told = Mutex(ServiceStatus.text(engine, standing))
    let scheduler = Scheduler(engine, compactor: compactor) {
      [engine, standing, notifier, coordinator, holds] in
      standing.tell(engine)
      holds.look(engine)
      coordinator.steps.look(engine)
      let text = ServiceStatus.text(engine, standing)
      let isNew = told.withLock { told in
        defer { told = text }
        return told != text
      }
      if isNew { notifier.status(text) }
    }
    try control.start()
    try intake.start()
    try agents.start()
    scheduler.start()
    figures.start()
    let watchdog = Watchdog(
      scheduler: scheduler, journal: engine.journal, coordinator: coordinator, agents: agents,
      notifier: notifier)
    watchdog.start()
    notifier.ready(ServiceStatus.text(engine, standing))
    let summary = engine.read {
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
    coordinator.stop()
    let left = agents.stop(graceSeconds: 8)
    if left > 0 {
      logger.warning("mails without a reply are now in doubt", metadata: ["count": "\(left)"])
    }
    watchdog.stop()
    coordinator.steps.look(engine)
    coordinator.steps.close()
  }
}

/// Tells the service manager that scheduler, store and delivery agents move (`WatchdogSec=`), and
/// is silent when one of them hangs. A disk that fails, and a server that takes its time, is no
/// hanging.
final class Watchdog: Sendable {
  private let scheduler: Scheduler
  private let journal: Journal
  private let coordinator: DeliveryCoordinator
  private let agents: DeliveryAgents
  private let notifier: Notifier
  private let isStopping = AtomicFlag(false)

  init(
    scheduler: Scheduler, journal: Journal, coordinator: DeliveryCoordinator,
    agents: DeliveryAgents,
    notifier: Notifier
  ) {
    self.scheduler = scheduler
    self.journal = journal
    self.coordinator = coordinator
    self.agents = agents
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
      && agents.longestSilence < patience && coordinator.longestComposition < patience
  }
}
