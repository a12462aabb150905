import Domain

/// What can only be seen with all events, the roster and the state at hand.
struct EventChecks {
  let drafts: [EventDraft]
  let hours: SendingHours
  let now: Instant
  let findings: Findings

  func run(_ known: KnownFacts, ids: Set<String>) {
    duplicates()
    pastDates(known)
    reservedNames()
    hostConflicts()
    for draft in drafts where !draft.event.isNewsletter {
      StepChecks(draft: draft, opening: hours.opening, now: now, findings: findings).run()
    }
    for draft in drafts {
      let seated = known.seated[draft.event.id] ?? 0
      if draft.event.capacity > 0, draft.event.capacity < seated {
        findings.add(
          draft.path, draft.capacityPlace, .warning,
          "a capacity of \(draft.event.capacity), but \(seated) are seated in '\(draft.event.id)'")
      }
    }
    dropped(known)
    vanished(known, ids)
  }

  /// Nothing of it goes, whatever its file says.
  private func dropped(_ known: KnownFacts) {
    for draft in drafts where known.droppedEvents.contains(draft.event.id) {
      let id = draft.event.id
      findings.add(
        draft.path, .start, .warning,
        "the event '\(id)' was let go with 'convoke drop': nothing of it goes until "
          + "'convoke release \(id)'; delete the file if it is to stay so")
    }
  }

  private func duplicates() {
    var paths: [String: String] = [:]
    for draft in drafts {
      if let other = paths.updateValue(draft.path, forKey: draft.event.id) {
        findings.add(
          draft.path, draft.startsPlace, .error,
          "the event '\(draft.event.id)' is in \(other) already")
      }
    }
  }

  private func reservedNames() {
    for draft in drafts where Scope.words.contains(draft.event.id) {
      findings.add(
        draft.path, .start, .error,
        "'\(draft.event.id)' is a word of 'convoke release'; give the event another name")
    }
  }

  /// An event that was in force while it was to come has its day behind it, and no mistake in it.
  private func pastDates(_ known: KnownFacts) {
    for draft in drafts where !draft.event.facts.cancelled {
      let event = draft.event
      if known.starts[event.id] == event.starts { continue }
      if event.starts < now {
        findings.add(
          draft.path, draft.startsPlace, .warning,
          "\(event.facts.starts.dateText) \(event.facts.starts.timeText) is in the past")
      } else if let place = draft.answerByPlace, event.answerBy < now {
        let local = event.facts.zone.local(event.answerBy)
        findings.add(
          draft.path, place, .warning,
          "'answer_by', \(local.dateText) \(local.timeText), is in the past")
      }
    }
  }

  private func hostConflicts() {
    var byHost: [String: [EventDraft]] = [:]
    for draft in drafts where !draft.event.isNewsletter && !draft.event.facts.cancelled {
      byHost[draft.event.host.address.normalized, default: []].append(draft)
    }
    for drafts in byHost.values {
      let ordered = drafts.sorted {
        ($0.event.starts, $0.event.id) < ($1.event.starts, $1.event.id)
      }
      // One line an event, however many it meets: the one before it that lasts longest.
      var longest: EventDraft?
      for draft in ordered {
        if let longest, longest.event.ends > draft.event.starts {
          findings.add(
            draft.path, draft.startsPlace, .warning,
            "\(draft.event.host.address.text) also hosts '\(longest.event.id)' at this time")
        }
        if draft.event.ends > longest?.event.ends ?? .distantPast { longest = draft }
      }
    }
  }

  /// Deleting a file must not silently strand people.
  private func vanished(_ known: KnownFacts, _ ids: Set<String>) {
    for id in known.acceptedEvents where !ids.contains(id) && !known.droppedEvents.contains(id) {
      let path =
        id.hasPrefix("newsletter-")
        ? "Config/newsletters/\(id.dropFirst("newsletter-".count)).md" : "Config/events/\(id).toml"
      findings.add(
        path, .start, .error,
        "the event '\(id)' is gone; bring it back with cancelled = true, or let it go with "
          + "'convoke drop \(id)'" + Suggestion.text(for: id, among: ids))
    }
  }
}
