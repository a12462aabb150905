import Domain

/// Reads one event: a file, or one session of a series over its file.
struct EventReader {
  let id: String
  let section: Section
  let basics: NetworkReader.Basics
  let playbooks: [String: [StepDraft]]

  static let keys = [
    "kind", "title", "starts", "ends", "duration", "host", "audience", "timezone", "venue",
    "capacity", "per_organisation", "quorum", "answer_by", "offer_for", "guests", "cancelled",
    "about", "fields", "question", "step",
  ]

  /// Nil after saying why; every problem of the file is found in one go.
  func read() -> EventDraft? {
    let kind = kind()
    let title = section.localized("title", required: true)
    let zone = section.has("timezone") ? section.zone("timezone")?.value : basics.zone
    // With a bad zone the times are read all the same: their own mistakes are told too.
    let times = EventTimes(section: section, zone: zone ?? .utc).read()
    let host = section.mailbox("host", required: true)
    let audience = section.audience("audience")
    let venue = venue()
    let capacity = section.integer("capacity")
    let perOrganisation = section.integer("per_organisation")
    let quorum = section.integer("quorum")
    let offerFor = offerFor()
    let guests = section.integer("guests", in: 0...100)
    let cancelled = section.flag("cancelled")
    let about = section.localized("about")
    section.lookForPictures("about")
    let fields = section.fields("fields")
    let questions = QuestionsReader(section: section).read()
    let changes = stepChanges()
    let lastMoment = section.moment("answer_by")
    let answerBy = times.map { deadline(lastMoment, $0, zone: zone ?? .utc) }
    if let quorum, let capacity, capacity.value > 0, quorum.value > capacity.value {
      section.error(
        quorum.place, "a quorum of \(quorum.value) can never fit \(capacity.value) seats")
    }
    // Without a title or an audience, which was told, nothing comes into force; what else is wrong
    // with the event is found all the same.
    guard let kind, let zone, let times, let host, let answerBy else { return nil }

    let isBeforeStart = { (local: LocalDateTime) in local < times.starts.value }
    let merged = merge(kind, changes)
    let steps = merged.drafts.compactMap {
      $0.step(findings: section.findings, isBeforeStart: isBeforeStart)
    }
    let event = Event(
      id: id, kind: kind, title: title?.value ?? .none,
      facts: EventFacts(
        starts: times.starts.value, ends: times.ends.value, zone: zone, venue: venue,
        cancelled: cancelled?.value ?? false),
      host: host.value, audience: audience?.value ?? .everyone, capacity: capacity?.value ?? 0,
      perOrganisation: perOrganisation?.value ?? 0, quorum: quorum?.value ?? 0,
      answerBy: answerBy, offerFor: offerFor, guests: guests?.value ?? 0,
      about: about?.value ?? .none, fields: fields, questions: questions, steps: steps,
      place: Event.Place(path: section.file.path, line: times.starts.place.line))
    return EventDraft(
      event: event, path: section.file.path, audiencePath: section.file.path,
      startsPlace: times.starts.place,
      hostPlace: host.place, audiencePlace: audience?.place ?? section.place,
      capacityPlace: capacity?.place ?? section.place,
      answerByPlace: lastMoment?.place,
      steps: Dictionary(merged.drafts.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a }),
      added: merged.added)
  }

  private func kind() -> String? {
    guard let kind = section.text("kind", required: true) else { return nil }
    if playbooks[kind.value] != nil { return kind.value }
    if kind.value == "newsletter" {
      section.error(kind.place, "a newsletter is a Markdown file in Config/newsletters")
    } else {
      section.error(
        kind.place,
        "there is no playbook '\(kind.value)'"
          + Suggestion.text(for: kind.value, among: playbooks.keys))
    }
    return nil
  }

  private func venue() -> Venue {
    guard let venue = section.section("venue") else { return Venue() }
    defer { venue.close() }
    let online = venue.line("online")
    if let online, !online.value.isEmpty, !["http", "https"].contains(WebScheme.of(online.value)) {
      venue.error(online.place, "'online' must be a link that begins with https://")
    }
    return Venue(
      name: venue.line("name")?.value ?? "", address: venue.text("address")?.value ?? "",
      online: online?.value ?? "")
  }

  private func offerFor() -> Span {
    guard let span = section.span("offer_for") else { return .hours(24) }
    guard span.value.seconds <= Span.days(366).seconds else {
      section.error(span.place, "'offer_for' is longer than a year")
      return .hours(24)
    }
    return span.value
  }

  /// At the latest the start, also when the day of the start is named; later is a mistake.
  private func deadline(
    _ moment: Located<Moment>?, _ times: EventTimes.Times, zone: Zone
  ) -> Instant {
    let start = zone.instant(times.starts.value)
    guard let moment else { return start }
    let deadline = moment.value.deadline(
      starts: times.starts.value, ends: times.ends.value, zone: zone)
    let isSameDay = zone.local(deadline).dayNumber == times.starts.value.dayNumber
    if deadline > start, !(isSameDay && moment.value.isWholeDay) {
      section.error(moment.place, "'answer_by' is after the start")
    }
    return min(deadline, start)
  }

  /// The event's own steps: those of the session over those of its file.
  private func stepChanges() -> [StepDraft] {
    var changes: [StepDraft] = []
    for layer in section.layers.reversed() {
      for change in section.steps(of: layer) {
        if let index = changes.firstIndex(where: { $0.name == change.name }) {
          changes[index] = changes[index].changed(by: change)
        } else {
          changes.append(change)
        }
      }
    }
    return changes
  }

  private func merge(
    _ kind: String, _ changes: [StepDraft]
  ) -> (drafts: [StepDraft], added: Set<String>) {
    var drafts = playbooks[kind] ?? []
    let known = drafts.map(\.name)
    var added: Set<String> = []
    for change in changes {
      if let index = drafts.firstIndex(where: { $0.name == change.name }) {
        drafts[index] = drafts[index].changed(by: change)
      } else if change.isBroken {
        continue
      } else if change.isOff || change.trigger == nil || change.to == nil && change.isTimed {
        section.error(
          change.place,
          "playbook '\(kind)' has no step '\(change.name)', and a new one needs 'at' and 'to'"
            + Suggestion.text(for: change.name, among: known))
      } else {
        drafts.append(change)
        added.insert(change.name)
      }
    }
    return (drafts.filter { !$0.isOff }, added)
  }
}

extension StepDraft {
  var isTimed: Bool { if case .at = trigger?.value { true } else { false } }
}

extension Moment {
  /// A day without a time of day.
  var isWholeDay: Bool {
    switch self {
    case .local: false
    case .day: true
    case .offset(let offset): offset.time == nil && !offset.isElapsed
    }
  }
}
