import Domain
package import Engine
import FoundationEssentials
package import StateFolder
import Synchronization
import Threading

/// Lets the engine's time pass, on a thread of its own: a tick whenever something happened or the
/// next moment came, at least every ten seconds and at most ten times a second.
package final class Scheduler: Sendable {
  private let engine: Engine
  private let compactor: Compactor
  private let isStopping = AtomicFlag(false)
  private let lastTurn = Mutex(ContinuousClock.now)

  private let onTurn: @Sendable () -> Void

  /// `onTurn` is called after each turn, at least every ten seconds.
  package init(
    _ engine: Engine, compactor: Compactor, onTurn: @escaping @Sendable () -> Void = {}
  ) {
    self.engine = engine
    self.compactor = compactor
    self.onTurn = onTurn
  }

  /// Seconds since the loop last went round; it grows when the engine or the store hangs.
  package var secondsSinceTurn: Double {
    let passed = lastTurn.withLock { $0 }.duration(to: .now).components
    return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
  }

  package func start() {
    OSThread.startOrStop("scheduler") { [self] in
      while !isStopping.isSet {
        let mark = engine.wakeUp.mark
        engine.tick()
        compactor.look()
        onTurn()
        lastTurn.withLock { $0 = .now }
        // What became due by the passing of time is not rung by anybody else.
        engine.wakeUp.ring()
        let ahead = engine.nextMoment.milliseconds - engine.environment.now().milliseconds
        engine.wakeUp.wait(after: mark &+ 1, seconds: min(max(Double(ahead) / 1000, 0.1), 10))
        OSThread.sleep(seconds: 0.1)
      }
    }
  }

  package func stop() {
    isStopping.set(true)
    engine.wakeUp.ring()
  }
}
