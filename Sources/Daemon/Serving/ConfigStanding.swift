import Domain
import Engine
import State
import Store
import Synchronization

/// Whether what stands in the files is in force, and why not: for metrics, `status`, the service
/// manager and the operators.
package final class ConfigStanding: Sendable {
  private struct Refusal {
    var text: String
    /// Whether the operators' alert was given to the journal.
    var isTold = false
  }

  private let refusal = Mutex<Refusal?>(nil)
  private let start = Mutex<(settings: StartSettings?, differing: [String])>((nil, []))

  package init() {}

  /// The keys whose values in the files only a restart puts in force.
  package var needsRestart: [String] { start.withLock { $0.differing } }

  /// What the daemon started with; nil before it did.
  package var started: StartSettings? { start.withLock { $0.settings } }

  /// What of the programme only a restart puts in force.
  func differences(_ programme: Programme) -> [StartSettings.Difference] {
    started?.differing(from: StartSettings(programme)) ?? []
  }

  /// The daemon starts with this programme.
  func starts(with programme: Programme) {
    start.withLock { $0 = (StartSettings(programme), []) }
  }

  /// Another programme came into force, as far as it does without a restart.
  func goesOn(with programme: Programme) {
    start.withLock { start in
      let wanted = StartSettings(programme)
      start.differing = start.settings?.differing(from: wanted).map(\.key) ?? []
    }
  }

  /// Why the files were refused, in one line; nil when they are in force.
  package var refused: String? { refusal.withLock { $0?.text } }

  package func accepted() { refusal.withLock { $0 = nil } }

  package func refused(_ text: String) { refusal.withLock { $0 = Refusal(text: text) } }

  /// Tells the operators of a refusal they have not been told of. On a disk that fails no alert can
  /// be recorded: then it is told once one can.
  func tell(_ engine: Engine) {
    guard engine.journal.status.readOnly == nil else { return }
    let text = refusal.withLock { refusal -> String? in
      guard refusal?.isTold == false else { return nil }
      refusal?.isTold = true
      return refusal?.text
    }
    if let text { engine.alert(.config, text) }
  }
}
