package import Domain
package import JSONLines
package import Planning

/// One line of `convoke plan`.
package struct PlanRow: Sendable {
  package var line: PlanLine
  package var zone: Zone
  /// What an edit that is not in force yet does to the line; nil when nothing.
  package var change: Change?

  package enum Change: Sendable, Hashable {
    case new
    case moved(at: Instant, people: Int)
  }

  package var json: JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("at", line.at.rfc3339)
    json.add("local", line.at.rfc3339(in: zone))
    json.add("event", line.event)
    json.add("step", line.step)
    json.add("people", line.count)
    json.add("state", line.state)
    json.add("why", line.why)
    switch change {
    case .new: json.add("change", "new")
    case .moved(let at, let people):
      var was = JSONObjectWriter()
      was.add("at", at.rfc3339)
      was.add("people", people)
      json.add("change", "moved")
      json.add("was", raw: was.finish())
    case nil: break
    }
    return json
  }

  var name: String { "\(line.event) \(line.step)" }
}

extension [PlanRow] {
  /// The same rows, with what became of those of `before`.
  package func compared(with before: [PlanRow]) -> [PlanRow] {
    let olds = Dictionary(before.map { ($0.name, $0.line) }, uniquingKeysWith: { a, _ in a })
    return map { row in
      var row = row
      if let old = olds[row.name] {
        let isSame = old.at == row.line.at && old.count == row.line.count
        row.change = isSame ? nil : .moved(at: old.at, people: old.count)
      } else {
        row.change = .new
      }
      return row
    }
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
