import Domain

/// The moments of one event's steps: skipped, past, in an odd order, never to be sent.
struct StepChecks {
  let draft: EventDraft
  let opening: (hour: Int, minute: Int)
  let now: Instant
  let findings: Findings

  private struct Timed {
    var step: Step
    var moment: Moment
    var due: Instant
    var draft: StepDraft
  }

  func run() {
    let timed = draft.event.steps.compactMap(timed)
    for item in timed {
      skipped(item)
      past(item)
      afterUntil(item)
    }
    order(timed.filter { !draft.added.contains($0.step.name) })
    silentBeforeAudience(timed)
  }

  private func timed(_ step: Step) -> Timed? {
    guard case .at(let moment) = step.trigger, let source = draft.steps[step.name] else {
      return nil
    }
    let facts = draft.event.facts
    let due = moment.resolve(
      starts: facts.starts, ends: facts.ends, zone: facts.zone, opening: opening)
    return Timed(step: step, moment: moment, due: due, draft: source)
  }

  private func skipped(_ item: Timed) {
    let facts = draft.event.facts
    guard
      item.moment.skipped(
        starts: facts.starts, ends: facts.ends, zone: facts.zone, opening: opening)
    else { return }
    let shown = facts.zone.local(item.due)
    warn(
      item,
      "for '\(draft.event.id)' the clocks of \(facts.zone) skip this time; "
        + "it counts as \(shown.dateText) \(shown.timeText)")
  }

  /// An offset that has passed is no mistake: a new event invites at once.
  private func past(_ item: Timed) {
    if case .offset = item.moment { return }
    guard item.due < now, draft.event.starts >= now else { return }
    warn(item, "\(item.moment) is in the past")
  }

  private func afterUntil(_ item: Timed) {
    let event = draft.event
    let until: Instant
    switch item.step.until {
    case .answerBy: until = event.answerBy
    case .start: until = event.starts
    case .moment(let moment):
      until = moment.deadline(
        starts: event.facts.starts, ends: event.facts.ends, zone: event.facts.zone)
    }
    guard item.due > until else { return }
    let last = event.facts.zone.local(until)
    warn(
      item,
      "step '\(item.step.name)' of '\(event.id)' is due after its 'until', "
        + "\(last.dateText) \(last.timeText), and would never be sent")
  }

  private func order(_ timed: [Timed]) {
    for (before, after) in zip(timed, timed.dropFirst()) where after.due < before.due {
      // Told where the event changed something, else in the playbook.
      let isChanged = before.draft.triggerPath == draft.path
      let (told, relation, other) =
        isChanged ? (before, "after", after) : (after, "before", before)
      warn(
        told,
        "step '\(told.step.name)' of '\(draft.event.id)' is due \(relation) '\(other.step.name)', "
          + "which stands \(relation) it")
    }
  }

  private func silentBeforeAudience(_ timed: [Timed]) {
    guard let first = timed.filter({ $0.step.to == .audience }).min(by: { $0.due < $1.due }) else {
      return
    }
    for item in timed where item.step.to == .silent && item.due < first.due {
      warn(
        item,
        "step '\(item.step.name)' of '\(draft.event.id)' is due before anybody is invited")
    }
  }

  private func warn(_ item: Timed, _ text: String) {
    findings.add(item.draft.triggerPath, item.draft.triggerPlace, .warning, text)
  }
}
