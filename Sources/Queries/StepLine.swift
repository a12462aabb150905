package import Domain
import Planning
import State

/// One step of an event as the host's desk shows it.
package struct StepLine: Sendable {
  package var step: String
  package var at: Instant?
  /// To come.
  package var people: Int
  package var sent: Int
  package var isHeld: Bool
}

extension NetworkView {
  /// Every step of an event in the order of their moments; those that follow an occurrence last.
  package func steps(of event: String, now: Instant) -> [StepLine] {
    guard let schedule = schedule(event) else { return [] }
    let coming = plan(event, now: now)
    let record = state.events[event]
    let timed = schedule.timed.map { timed in
      let line = coming.first { $0.line.step == timed.step.name }?.line
      let isHeld =
        line?.state == "held" || state.holds[Scope(event: event, step: timed.step.name)] != nil
      return StepLine(
        step: timed.step.name, at: timed.due, people: line?.count ?? 0,
        sent: record?.steps[timed.step.name]?.count(.sent) ?? 0, isHeld: isHeld)
    }
    let owed = schedule.event.steps.filter { !$0.isTimed }.map { step in
      let all = (record?.occurrences ?? [:]).filter { $0.key.step == step.name }
      let shortage =
        step.trigger == .on(.cancelled)
        ? record.flatMap { Decide.shortage(schedule.event, $0, host: schedule.host) } : nil
      return StepLine(
        step: step.name, at: shortage?.decided,
        people: shortage?.people ?? all.values.count { !$0.state.isFinal },
        sent: all.values.count { $0.state == .sent },
        isHeld: state.holds[Scope(event: event, step: step.name)] != nil)
    }
    return timed + owed
  }
}
