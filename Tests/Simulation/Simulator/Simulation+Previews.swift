import Domain
import Engine
import Planning
import State
import Store

/// `preview_before`: the host sees a mail before it goes, and may hold it or let it go.
extension Simulation {
  /// The host opened a preview, and perhaps pressed one of its two buttons.
  mutating func readPreview(_ delivery: SimulatedDelivery) {
    guard let step = delivery.previewed, !isQuiet, dice.oneIn(4) else { return }
    let isHeld = dice.isHeads()
    let scope = OutsideObserver.NamedScope(event: delivery.mail.event, step: step, person: "")
    let (_, ticket) = engine.carryOut(
      isHeld ? .hold : .release, Scope(event: scope.event, step: scope.step), by: "the host")
    let isSaved = isAcknowledged(ticket)
    note("the host \(isHeld ? "holds" : "lets go") \(scope) \(isSaved ? "saved" : "not saved")")
    var belief = witness.holds[scope] ?? Known(false)
    if isSaved { belief.acknowledge(isHeld) } else { belief.doubt(isHeld) }
    witness.holds[scope] = belief
  }

  /// At rest: no step that comes within `preview_before`, and has people to go to, is unknown to
  /// its host.
  func checkPreviews() throws {
    let rules = inForce.rules
    let before = Int64(rules.plot.settings.previewHours) * 3600
    guard before > 0, isCalm, engine.journal.status.readOnly == nil else { return }
    let (witness, now) = (witness, now)
    let unseen: String? = engine.read { current in
      let past = ReferenceModel.Past(
        state: current.state, witness: witness, unconfirmed: Set(current.dueQueue.unconfirmed.keys))
      for page in rules.pages.values {
        guard let record = current.state.events[page.event.id], record.facts != nil else {
          continue
        }
        let seen = Set(record.occurrences.values.compactMap(\.notice).map(\.about))
        for part in page.parts where part.step.to != .host && !seen.contains(part.step.name) {
          guard part.due.adding(seconds: -before) <= now, now <= part.until else { continue }
          let moment = max(part.due, rules.hours.next(now))
          let reader = rules.plot.members.first {
            rules.rule(page, part, $0.id, past, now: moment) == .due
          }
          if let reader { return "\(page.event.id)/\(part.step.name) to \(reader.id)" }
        }
      }
      return nil
    }
    if let unseen { throw broken(.previews, "the host has not seen \(unseen)") }
  }
}
