import Domain
import Engine
import Letters
import State
import Synchronization

/// Whom links and tags may be about under one programme. People who came since, such as colleagues,
/// are added when they are asked for.
final class KnownLinks: Sendable {
  private struct Known: Sendable {
    var directory: LinkIndex
    /// How many of the state's people are in it.
    var people: Int
  }

  private let events: Set<String>
  private let hosts: Set<String>
  private let known = Mutex<Known?>(nil)

  init(_ programme: Programme) {
    events = Set(programme.events.map(\.id))
    hosts = Set(programme.events.map { $0.host.address.normalized })
  }

  /// As it was when it was asked last; made when nobody has asked before.
  func directory(_ engine: Engine) -> LinkIndex { look(engine).directory }

  /// With everybody there is now.
  func latest(_ engine: Engine) -> LinkIndex { grown(engine) ?? directory(engine) }

  /// With those who came since it was asked last; nil when nobody did.
  func grown(_ engine: Engine) -> LinkIndex? {
    let count = look(engine).people
    let names = engine.read { current in
      (count..<max(count, current.state.people.count)).map { current.state.people.name(Int32($0)) }
    }
    if names.isEmpty { return nil }
    return known.withLock { known in
      // Somebody else may have been quicker.
      if known?.people == count {
        known?.directory.add(people: names)
        known?.people = count + names.count
      }
      return known?.directory
    }
  }

  private func look(_ engine: Engine) -> Known {
    if let known = known.withLock({ $0 }) { return known }
    // Events whose file is gone: mail about them still comes back.
    let (recorded, people) = engine.read { current in
      (Array(current.state.events.keys), current.state.people.names)
    }
    let made = Known(
      directory: LinkIndex(events: events.union(recorded).sorted(), people: people + hosts),
      people: people.count)
    return known.withLock { known in
      // Somebody else may have been quicker.
      let kept = known ?? made
      known = kept
      return kept
    }
  }
}
