package import Domain
import Planning
import State

extension NetworkView {
  /// Events that were let go with `convoke drop`, though the programme still has them.
  package var dropped: [String] {
    programme.events.map(\.id).filter { state.events[$0]?.dropped == true }.sorted()
  }

  /// These books as they will be once the programme is in force: its edits wait to settle.
  /// `zone` finds zones by name.
  package func inForce(at now: Instant, zone: (String) -> Zone?) -> NetworkView {
    guard state.programme?.fingerprint != programme.fingerprint else { return self }
    var books = self
    let edits = Decide.acceptance(programme, state, zone: zone)
    for entry in edits { books.state.apply(entry, at: now) }
    return books
  }

  /// What `edited`, of the files, would change of these books, which are in force, a line each:
  /// times and numbers of the plan, revisions with how many people are told of them, and what would
  /// stop.
  package func differences(
    to edited: NetworkView, now: Instant, zone: (String) -> Zone?
  ) -> [String] {
    let after = edited.inForce(at: now, zone: zone)
    let lines =
      Self.revisions(self, after) + Self.changes(plan(now: now), after.plan(now: now))
      + Self.brakes(self, edited, after, now: now)
    return lines.isEmpty ? [] : ["Not yet in force; convoke reload would change:"] + lines
  }

  private static func revisions(_ before: NetworkView, _ after: NetworkView) -> [String] {
    after.programme.events.compactMap { event in
      guard let record = after.state.events[event.id], let pending = record.pending,
        pending != before.state.events[event.id]?.pending,
        let revision = Decide.nextRevision(
          of: event, record, settle: after.programme.send.settle)
      else { return nil }
      let what =
        pending.cancelled
        ? "cancelled"
        : record.facts.map { "\(brief($0.starts)) → \(brief(pending.starts))" } ?? ""
      return
        "! \(event.id): \(what); \(revision.people.count) people are told (\(revision.kind.rawValue)) "
        + "once it has stood for \(after.programme.send.settle)"
    }
  }

  /// `2027-06-17T14:00:00` as a table shows it.
  private static func brief(_ local: String) -> String {
    local.replacing("T", with: " ").prefix(16) + ""
  }

  private static func changes(_ old: [PlanRow], _ new: [PlanRow]) -> [String] {
    func index(_ rows: [PlanRow]) -> [String: PlanRow] {
      Dictionary(rows.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    }
    let (olds, news) = (index(old), index(new))
    return Set(olds.keys).union(news.keys).sorted().compactMap { key in
      switch (olds[key], news[key]) {
      case (let row?, nil):
        "- \(key): no longer sent (\(row.line.count) people)"
      case (nil, let row?):
        "+ \(key): \(row.line.at.table(in: row.zone)), \(row.line.count) people"
      case (let a?, let b?) where a.line.at != b.line.at || a.line.count != b.line.count:
        "~ \(key): \(a.line.at.table(in: a.zone)) → \(b.line.at.table(in: b.zone)), "
          + "\(a.line.count) → \(b.line.count) people"
      default: nil
      }
    }
  }

  private static func brakes(
    _ before: NetworkView, _ books: NetworkView, _ after: NetworkView, now: Instant
  ) -> [String] {
    var people = books.state.people
    let found = Decide.identify(
      books.programme.people, before: before.programme.people, books.state, &people)
    let brakes = [
      Guards.roster(found, before: before.programme), Guards.rows(found),
      Guards.blast(
        after.policy, after.state, before: before.policy, past: books.state, now: now),
    ]
    return brakes.compactMap { $0 }.map { "! it would wait for '\($0.remedy)': \($0.why)" }
  }
}
