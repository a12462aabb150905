import ConfigReader
package import Domain
package import State

/// Who still needs the links that a key signed, as far as the state knows it: of each person and
/// event it holds when the first mail and the last timed mail went, and when each owed mail came to be
/// owed. Nobody is left out; whoever got mails before and after the time of the key is counted too.
package struct KeyUse: Sendable {
  /// Events that are not over, and how many people have links to their answer.
  package var events: [(id: String, people: Int)] = []
  /// Events whose host's desk still opens by a link of that time.
  package var desks: [String] = []
  /// People who got any mail, and with it a link to their preferences.
  package var people = 0

  /// How long after the end a link to the desk opens, in seconds: a month.
  private static let deskStands: Int64 = 31 * 86_400
  /// An owed mail went so many seconds after it was owed, at most: a daemon may have been away.
  private static let longestOwed: Int64 = 31 * 86_400

  /// `span` as `KeyRing.span` gives it, in milliseconds.
  package init(of span: (from: Int64?, until: Int64?), _ state: State, now: Instant) {
    let from = Instant(milliseconds: span.from ?? 0)
    let until = Instant(milliseconds: span.until ?? .max / 2)
    var mailed = Set<Int32>()
    for (id, record) in state.events.sorted(by: { $0.key < $1.key }) {
      var told = Set<Int32>()
      for (key, owed) in record.occurrences where owed.notice == nil && owed.state.mayHaveArrived {
        if owed.at < until, owed.at.adding(seconds: Self.longestOwed) > from {
          told.insert(key.person)
        }
      }
      for person in 0..<Int32(state.people.count) {
        guard let first = record.firstMail(to: person), first < until else { continue }
        // Seconds are kept, and a moment later in the same second is no earlier mail.
        guard max(first, record.lastTimedMail(to: person) ?? first).adding(seconds: 1) > from
        else { continue }
        told.insert(person)
      }
      mailed.formUnion(told)
      guard let end = record.facts?.facts(zone: ConfigReader.loadZone)?.endInstant else { continue }
      if !told.isEmpty, end > now { events.append((id, told.count)) }
      let hasDesk = record.occurrences.values.contains {
        $0.notice?.kind == .desk && $0.state.mayHaveArrived && $0.at < until
          && $0.at.adding(seconds: 1) > from
      }
      if hasDesk, end.adding(seconds: Self.deskStands) > now { desks.append(id) }
    }
    people = mailed.count
  }

  package var isNothing: Bool { events.isEmpty && desks.isEmpty && people == 0 }
}
