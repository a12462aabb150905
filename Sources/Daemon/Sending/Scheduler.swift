import Domain
package import Engine
import FoundationEssentials
package import StateFolder
import Synchronization
import Threading

/// Lets the office's time pass, on a thread of its own: a tick whenever something happened or the
/// next moment came, at least every ten seconds and at most ten times a second.
package final class Scheduler: Sendable {
  private let office: Office
  private let compactor: Compactor
  private let isStopping = AtomicFlag(false)
  private let lastTurn = Mutex(ContinuousClock.now)

  private let onTurn: @Sendable () -> Void

  /// `onTurn` is called after each turn, at least every ten seconds.
  package init(
    _ office: Office, compactor: Compactor, onTurn: @escaping @Sendable () -> Void = {}
  ) {
    self.office = office
    self.compactor = compactor
    self.onTurn = onTurn
  }

  /// Seconds since the loop last went round; it grows when the office or the store hangs.
  package var secondsSinceTurn: Double {
    let passed = lastTurn.withLock { $0 }.duration(to: .now).components
    return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
  }

  package func start() {
    OSThread.startOrStop("scheduler") { [self] in
      while !isStopping.isSet {
        let mark = office.bell.mark
        office.tick()
        compactor.look()
        onTurn()
        lastTurn.withLock { $0 = .now }
        // What became due by the passing of time is not rung by anybody else.
        office.bell.ring()
        let ahead = office.nextMoment.milliseconds - office.world.now().milliseconds
        office.bell.wait(after: mark &+ 1, seconds: min(max(Double(ahead) / 1000, 0.1), 10))
        OSThread.sleep(seconds: 0.1)
      }
    }
  }

  package func stop() {
    isStopping.set(true)
    office.bell.ring()
  }
}
