import Delivery
import Domain
import Engine
import Planning
import State
import Store

/// The line that `systemctl status` shows: what is served, what goes next, and what an operator should
/// know of.
enum ServiceStatus {
  static func text(_ office: Office, _ standing: ConfigStanding) -> String {
    let unsaved = office.journal.status.readOnly != nil
    let now = office.world.now()
    return office.read { desk in
      let people = desk.programme.people.count
      let events = desk.programme.events.count
      var parts = ["serving \(people) people, \(events) event\(events == 1 ? "" : "s")"]
      if let goes = going(desk, now) { parts.append(goes) }
      if unsaved { parts.append("answers cannot be saved") }
      if let wait = desk.clockGate.text { parts.append(wait) }
      if let refused = standing.refused {
        parts.append("refused: \(brief(Anonymous.text(refused)))")
      }
      if !standing.needsRestart.isEmpty {
        parts.append("restart for: \(some(standing.needsRestart))")
      }
      let held = held(desk)
      if !held.isEmpty { parts.append("held: \(some(held))") }
      if let trouble = desk.relayTrouble {
        parts.append("relay away: \(brief(Anonymous.text(trouble)))")
      }
      return parts.joined(separator: "; ")
    }
  }

  /// What is being sent, or what is next, by the clock of the network.
  private static func going(_ desk: borrowing Office.Desk, _ now: Instant) -> String? {
    if let step = desk.agenda.steppingOut.max(by: {
      ($0.value, $1.key.event) < ($1.value, $0.key.event)
    }) {
      return "sending \(step.key.event) \(step.key.step)"
    }
    guard let next = desk.agenda.judge.nextSend(desk.state, now: now) else { return nil }
    let local = desk.programme.network.zone.local(next.at)
    return "next \(next.event) \(next.step) \(local.dateText) \(local.timeText)"
  }

  private static func held(_ desk: borrowing Office.Desk) -> [String] {
    let holds = desk.state.holds.keys.filter { $0.person == nil }
    return Set(holds).union(desk.agenda.unconfirmed.keys)
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
