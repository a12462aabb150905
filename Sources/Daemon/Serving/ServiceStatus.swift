import Domain
import Engine
import Planning
import SMTPClient
import State
import Store

/// The line that `systemctl status` shows: what is served, what goes next, and what an operator
/// should know of.
enum ServiceStatus {
  static func text(_ engine: Engine, _ standing: ConfigStanding) -> String {
    let unsaved = engine.journal.status.readOnly != nil
    let now = engine.environment.now()
    return engine.read { current in
      let people = current.programme.people.count
      let events = current.programme.events.count
      var parts = ["serving \(people) people, \(events) event\(events == 1 ? "" : "s")"]
      if let goes = going(current, now) { parts.append(goes) }
      if unsaved { parts.append("answers cannot be saved") }
      if let wait = current.clockGate.text { parts.append(wait) }
      if let refused = standing.refused {
        parts.append("refused: \(brief(Anonymous.text(refused)))")
      }
      if !standing.needsRestart.isEmpty {
        parts.append("restart for: \(some(standing.needsRestart))")
      }
      let held = held(current)
      if !held.isEmpty { parts.append("held: \(some(held))") }
      if let trouble = current.relayTrouble {
        parts.append("relay away: \(brief(Anonymous.text(trouble)))")
      }
      return parts.joined(separator: "; ")
    }
  }

  /// What is being sent, or what is next, by the clock of the network.
  private static func going(_ current: borrowing EngineState, _ now: Instant) -> String? {
    if let step = current.dueQueue.steppingOut.max(by: {
      ($0.value, $1.key.event) < ($1.value, $0.key.event)
    }) {
      return "sending \(step.key.event) \(step.key.step)"
    }
    guard let next = current.dueQueue.policy.nextSend(current.state, now: now) else { return nil }
    let local = current.programme.network.zone.local(next.at)
    return "next \(next.event) \(next.step) \(local.dateText) \(local.timeText)"
  }

  private static func held(_ current: borrowing EngineState) -> [String] {
    let holds = current.state.holds.keys.filter { $0.person == nil }
    return Set(holds).union(current.dueQueue.unconfirmed.keys)
      .map { $0.step.isEmpty ? $0.event : "\($0.event) \($0.step)" }.sorted()
  }

  private static func some(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ")
      + (names.count > 3 ? " and \(names.count - 3) more" : "")
  }

  /// One line of at most 100 characters.
  private static func brief(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    return line.count > 100 ? line.prefix(99) + "…" : line
  }
}
