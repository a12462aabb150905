package import Domain
package import JSONLines
package import Planning

/// One line of `convoke plan`.
package struct PlanRow: Sendable {
  package var line: PlanLine
  package var zone: Zone

  package var json: JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("at", line.at.rfc3339)
    json.add("local", line.at.rfc3339(in: zone))
    json.add("event", line.event)
    json.add("step", line.step)
    json.add("people", line.count)
    json.add("state", line.state)
    json.add("why", line.why)
    return json
  }
}

extension Books {
  /// The future sends of `event` (all events when nil), before `until`.
  package func plan(
    _ event: String? = nil, now: Instant, until: Instant? = nil, listing: Bool = false
  ) -> [PlanRow] {
    judge.plan(state, now: now, listing: listing).compactMap { line in
      guard event == nil || line.event == event, until.map({ line.at < $0 }) ?? true else {
        return nil
      }
      let zone = programme.event(line.event)?.facts.zone ?? programme.network.zone
      return PlanRow(line: line, zone: zone)
    }
  }
}
