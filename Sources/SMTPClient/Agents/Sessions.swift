/// Which delivery agents have a session with the relay, and how many of them may.
///
/// One opens at a time: a password that is no longer right, and a relay that takes fewer than we
/// want, are then found by one connection and not by ten. A relay that turns another one away while
/// others work is used with those, and asked for more from time to time.
package struct Sessions: Sendable {
  package enum Permission: Sendable, Equatable {
    case go
    /// Ask again at this moment, or when something changed; nil: only then.
    case wait(until: Double?)
  }

  /// A session that was not heard of for so many seconds may be gone, and proves nothing.
  static let freshness = 60.0
  /// So often in a row a number of sessions that worked before may be turned away: a relay counts
  /// some that we have closed already.
  private static let patience = 2

  /// At most so many at a time.
  package private(set) var limit: Int
  private let wanted: Int
  private let curve: PauseCurve
  /// When the relay last answered, by delivery agent.
  private var open: [Int: Double] = [:]
  private var opener: Int?
  /// So many worked at a time.
  private var proven = 0
  private var misses = 0
  private var setbacks = 0
  /// Nobody opens before this.
  private var notBefore = -Double.infinity
  /// When one more may be tried.
  private var moreAt: Double?
  /// There are fewer than wanted, and so many were told.
  private var isShort = false
  private var told = 0

  /// - Parameter curve: how long it rests with what it has before it tries more.
  package init(wanted: Int, curve: PauseCurve = PauseCurve(first: 60)) {
    self.wanted = wanted
    self.curve = curve
    limit = wanted
  }

  /// Whether a delivery agent may take a mail: in its session, or as the one who opens another.
  package mutating func permission(_ agent: Int, now: Double) -> Permission {
    if let last = open[agent], now - last < Self.freshness { return .go }
    open[agent] = nil
    if opener == agent { return .go }
    guard opener == nil else { return .wait(until: nil) }
    guard now >= notBefore else { return .wait(until: notBefore) }
    if let moment = moreAt, moment <= now {
      limit = min(wanted, max(limit, open.count) + 1)
      moreAt = nil
    }
    guard open.count < limit else { return .wait(until: moreAt) }
    opener = agent
    return .go
  }

  /// After a rest of all, one opens whatever was agreed before it.
  package mutating func probe(_ agent: Int) {
    closeAll()
    opener = agent
  }

  /// The session of a delivery agent turned out to be gone.
  /// - Returns: whether it may open another now.
  package mutating func reopen(_ agent: Int, now: Double) -> Bool {
    open[agent] = nil
    return permission(agent, now: now) == .go
  }

  /// The relay let a delivery agent in, or answered it.
  /// - Returns: whether there are as many as are wanted, after there were fewer.
  package mutating func answered(_ agent: Int, now: Double) -> Bool {
    if opener == agent { opener = nil }
    if open.updateValue(now, forKey: agent) != nil { return false }
    misses = 0
    proven = max(proven, open.count)
    if limit < wanted, moreAt == nil, open.count >= limit {
      // The one more that was tried is in.
      setbacks = 0
      moreAt = now + curve.seconds(after: 1, chance: 0.5)
    }
    guard isShort, open.count >= wanted else { return false }
    isShort = false
    return true
  }

  /// A delivery agent has no session any more, or did not come to open one.
  package mutating func closed(_ agent: Int) {
    open[agent] = nil
    if opener == agent { opener = nil }
  }

  /// Nobody has one.
  package mutating func closeAll() {
    open = [:]
    opener = nil
  }

  /// Whether the relay answers others than this delivery agent.
  package func othersWork(than agent: Int, now: Double) -> Bool {
    open.contains { $0.key != agent && now - $0.value < Self.freshness }
  }

  /// The relay turned a delivery agent away while others work: those are enough for now.
  /// - Returns: whether the number changed.
  package mutating func turnedAway(
    _ agent: Int, now: Double, chance: @autoclosure () -> Double
  ) -> Bool {
    closed(agent)
    let others = max(1, open.count)
    if others < proven, misses < Self.patience {
      misses += 1
      notBefore = now + Double(misses)
      return false
    }
    misses = 0
    proven = min(proven, others)
    setbacks += 1
    moreAt = now + curve.seconds(after: setbacks, chance: chance())
    guard limit != others else { return false }
    // One more was tried, and there are as many as before.
    let isNew = !isShort || others != told
    limit = others
    (isShort, told) = (true, others)
    return isNew
  }
}
