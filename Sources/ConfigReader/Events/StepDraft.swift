import Domain

/// A `[step.NAME]` as written, before defaults: an event's changes are laid over its playbook's.
struct StepDraft {
  var name: String
  /// Where it was named, and in which file.
  var path: String
  var place: SourcePlace
  var trigger: Located<Step.Trigger>?
  var to: Located<Step.Recipients>?
  /// The file that says `to`.
  var toPath: String
  var until: Located<Step.Until>?
  var calendar: Bool?
  var onDoubt: Step.OnDoubt?
  var template: String?
  var again: Located<Span>?
  /// The file that says `again`.
  var againPath = ""
  var isOff = false
  /// Written, but wrong: told already, so that nothing is said to be missing.
  var isBroken = false
  /// Where `at`, `on` or the step itself stands, for messages about its moment.
  var triggerPath: String
  var triggerPlace: SourcePlace

  /// Reads one table; problems are reported, what is wrong is left out.
  static func read(_ name: String, keyPlace: SourcePlace, _ section: Section) -> StepDraft {
    defer { section.close() }
    var draft = StepDraft(
      name: name, path: section.file.path, place: keyPlace, toPath: section.file.path,
      triggerPath: section.file.path,
      triggerPlace: keyPlace)
    draft.to = section.choice("to", Step.Recipients.self)
    draft.trigger = trigger(section)
    if let trigger = draft.trigger { draft.triggerPlace = trigger.place }
    draft.until = until(section)
    draft.calendar = section.flag("calendar")?.value
    draft.onDoubt = section.choice("on_doubt", Step.OnDoubt.self)?.value
    draft.template = section.line("template").flatMap { template in
      if Name.isValid(template.value) { return template.value }
      section.error(template.place, "'\(template.value)' is not a name of a-z, 0-9 and -")
      return nil
    }
    draft.again = section.span("again")
    draft.againPath = section.file.path
    draft.isOff = section.flag("off")?.value ?? false
    draft.isBroken =
      draft.to == nil && section.has("to")
      || draft.trigger == nil && (section.has("at") || section.has("on"))
    return draft
  }

  private static func trigger(_ section: Section) -> Located<Step.Trigger>? {
    let moment = section.moment("at")
    let occurrence = section.choice("on", Step.Occurrence.self)
    if section.has("at"), let on = section.entry("on") {
      section.error(on.keyPlace, "a step has 'at' or 'on', not both")
      return nil
    }
    return moment?.map { .at($0) } ?? occurrence?.map { .on($0) }
  }

  private static func until(_ section: Section) -> Located<Step.Until>? {
    if let entry = section.entry("until"), case .string(let text) = entry.node.value {
      if text == "answer_by" { return Located(value: .answerBy, place: entry.node.place) }
      if text == "start" { return Located(value: .start, place: entry.node.place) }
      if let near = Suggestion.nearest(to: text, among: ["answer_by", "start"]) {
        section.error(entry.node.place, "'until' cannot be '\(text)'; did you mean '\(near)'?")
        return nil
      }
    }
    return section.moment("until")?.map { .moment($0) }
  }

  /// This with the changes of an event over it.
  func changed(by change: StepDraft) -> StepDraft {
    var draft = self
    if let trigger = change.trigger {
      draft.trigger = trigger
      draft.triggerPath = change.triggerPath
      draft.triggerPlace = change.triggerPlace
      // The other kind of step has other recipients by default.
      if case .on = trigger.value {
        if change.to == nil { draft.to = nil }
        draft.again = nil
      }
    }
    if let to = change.to {
      draft.to = to
      draft.toPath = change.toPath
    }
    draft.until = change.until ?? draft.until
    draft.calendar = change.calendar ?? draft.calendar
    draft.onDoubt = change.onDoubt ?? draft.onDoubt
    draft.template = change.template ?? draft.template
    if let again = change.again {
      draft.again = again
      draft.againPath = change.againPath
    }
    draft.isOff = change.isOff
    draft.isBroken = draft.isBroken || change.isBroken
    return draft
  }

  /// The step with its defaults; nil after saying what it lacks.
  ///
  /// `isBeforeStart` tells for a local time whether it is before the event.
  func step(findings: Findings, isBeforeStart: (LocalDateTime) -> Bool) -> Step? {
    if isBroken { return nil }
    guard let trigger else {
      findings.add(path, place, .error, "step '\(name)' needs 'at' or 'on'")
      return nil
    }
    switch trigger.value {
    case .on:
      if let to, to.value != .person {
        findings.add(toPath, to.place, .error, "a step with 'on' goes to \"person\"")
        return nil
      }
      if let again {
        findings.add(
          againPath, again.place, .error,
          "'again' is for a step with 'at'; one with 'on' follows each time it happens")
        return nil
      }
    case .at:
      guard let to else {
        findings.add(path, place, .error, "step '\(name)' needs 'to'")
        return nil
      }
      if to.value == .person {
        findings.add(toPath, to.place, .error, "\"person\" is for steps with 'on'")
        return nil
      }
    }
    let recipients = to?.value ?? .person
    return Step(
      name: name, trigger: trigger.value, to: recipients,
      until: until?.value ?? defaultUntil(trigger.value, recipients, isBeforeStart),
      calendar: calendar ?? false, onDoubt: onDoubt ?? defaultOnDoubt(trigger.value),
      template: template, again: again?.value)
  }

  private func defaultOnDoubt(_ trigger: Step.Trigger) -> Step.OnDoubt {
    if case .on = trigger { .resend } else { .next }
  }

  private func defaultUntil(
    _ trigger: Step.Trigger, _ to: Step.Recipients, _ isBeforeStart: (LocalDateTime) -> Bool
  ) -> Step.Until {
    guard case .at(let moment) = trigger else { return .start }
    if to == .audience || to == .silent { return .answerBy }
    let isBefore: Bool
    switch moment {
    case .local(let local), .day(let local): isBefore = isBeforeStart(local)
    case .offset(let offset): isBefore = offset.beforeStart
    }
    return isBefore ? .start : .moment(.offset(Moment.Offset(beforeStart: false, span: .days(21))))
  }
}
