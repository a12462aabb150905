package import Domain
package import JSONLines
package import Planning

/// One line of `convoke plan`.
package struct PlanRow: Sendable {
  package var line: PlanLine
  package var zone: Zone
  /// Of a row that is not in force: what an edit in the files would make of it. Nil: in force.
  package var change: Change?

  package enum Change: Sendable, Hashable {
    case new
    case moved(at: Instant, people: Int)
    case gone(at: Instant, people: Int)
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
    case .moved(let at, let people), .gone(let at, let people):
      var was = JSONObjectWriter()
      was.add("at", at.rfc3339)
      was.add("people", people)
      if case .gone = change { json.add("change", "gone") } else { json.add("change", "moved") }
      json.add("was", raw: was.finish())
    case nil: break
    }
    return json
  }

  var name: String { "\(line.event) \(line.step)" }
}

extension [PlanRow] {
  /// What of these rows, of an edit, differs from those in force, and what of those is gone.
  package func changes(from before: [PlanRow]) -> [PlanRow] {
    func index(_ rows: [PlanRow]) -> [String: PlanLine] {
      Dictionary(rows.map { ($0.name, $0.line) }, uniquingKeysWith: { a, _ in a })
    }
    let (olds, news) = (index(before), index(self))
    let changed = compactMap { row -> PlanRow? in
      var row = row
      guard let old = olds[row.name] else {
        row.change = .new
        return row
      }
      if old.at == row.line.at, old.count == row.line.count { return nil }
      row.change = .moved(at: old.at, people: old.count)
      return row
    }
    let gone = before.filter { news[$0.name] == nil }.map { row in
      var row = row
      row.change = .gone(at: row.line.at, people: row.line.count)
      row.line.count = 0
      return row
    }
    return changed + gone
  }
}

extension NetworkView {
  /// The future sends of `event` (all events when nil), before `until`.
  package func plan(
    _ event: String? = nil, now: Instant, until: Instant? = nil, listing: Bool = false
  ) -> [PlanRow] {
    policy.plan(state, now: now, listing: listing).compactMap { line in
      guard event == nil || line.event == event, until.map({ line.at < $0 }) ?? true else {
        return nil
      }
      let zone = programme.event(line.event)?.facts.zone ?? programme.network.zone
      return PlanRow(line: line, zone: zone)
    }
  }
}
