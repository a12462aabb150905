import Domain
import Engine
import Planning
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

  package init() {}

  /// Why the files were refused, in one line; nil when they are in force.
  package var refused: String? { refusal.withLock { $0?.text } }

  package func accepted() { refusal.withLock { $0 = nil } }

  package func refused(_ text: String) { refusal.withLock { $0 = Refusal(text: text) } }

  /// Tells the operators of a refusal they have not been told of. On a disk that fails no alert can be
  /// recorded: then it is told once one can.
  func tell(_ office: Office) {
    guard office.journal.status.readOnly == nil else { return }
    let text = refusal.withLock { refusal -> String? in
      guard refusal?.isTold == false else { return nil }
      refusal?.isTold = true
      return refusal?.text
    }
    if let text { office.alert(.config, text) }
  }
}

/// The line that `systemctl status` shows: what is served, and what an operator should know of first.
enum ServiceStatus {
  static func text(_ office: Office, _ standing: ConfigStanding) -> String {
    let unsaved = office.journal.status.readOnly != nil
    return office.read { desk in
      var parts = [
        "serving \(desk.programme.people.count) people, \(desk.programme.events.count) events"
      ]
      if unsaved { parts.append("answers cannot be saved") }
      if let refused = standing.refused { parts.append("refused: \(brief(refused))") }
      let held = desk.state.holds.keys.filter { $0.person == nil }
        .map { $0.step.isEmpty ? $0.event : "\($0.event) \($0.step)" }.sorted()
      if !held.isEmpty {
        let more = held.count > 3 ? " and \(held.count - 3) more" : ""
        parts.append("held: \(held.prefix(3).joined(separator: ", "))\(more)")
      }
      if let trouble = desk.relayTrouble { parts.append("relay away: \(brief(trouble))") }
      return parts.joined(separator: "; ")
    }
  }

  /// One line of at most 100 characters.
  private static func brief(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    return line.count > 100 ? line.prefix(99) + "…" : line
  }
}
