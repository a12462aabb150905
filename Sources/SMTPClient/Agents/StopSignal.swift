import Synchronization

/// How urgently the delivery agents are asked to stop; read by libcurl's callbacks many times a
/// mail.
final class StopSignal: Sendable {
  enum Level: Int, Sendable, AtomicRepresentable {
    case run
    /// Take nothing new; what has not committed yet is given back.
    case drain
    /// Let go of everything; what committed and has no reply is in doubt.
    case cut
  }

  private let level = Atomic(Level.run)

  var current: Level { level.load(ordering: .relaxed) }

  func raise(to level: Level) { self.level.store(level, ordering: .relaxed) }
}
