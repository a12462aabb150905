package import Domain

/// The moments of the latest hand-overs, counted for `per_minute` over a sliding minute.
///
/// It is filled by `delivery.committed`, so a restart remembers the last minute and cannot burst.
package struct SendRateWindow: Sendable {
  private var moments: [Instant] = []
  private var head = 0

  package init() {}

  package mutating func note(_ at: Instant) {
    moments.append(at)
    let edge = at.adding(seconds: -60)
    while head < moments.count, moments[head] <= edge { head += 1 }
    if head > 4096, head * 2 > moments.count {
      moments.removeFirst(head)
      head = 0
    }
  }

  /// The hand-overs of the minute before the last one, and it.
  package var recent: [Instant] { Array(moments[head...]) }

  /// Hand-overs in the minute that ends at `now`.
  package func count(now: Instant) -> Int {
    let edge = now.adding(seconds: -60)
    return moments[head...].reduce(into: 0) { if $1 > edge { $0 += 1 } }
  }

  /// The first moment at which fewer than `limit` fall into the sliding minute.
  package func room(limit: Int, now: Instant) -> Instant {
    let edge = now.adding(seconds: -60)
    let recent = moments[head...].filter { $0 > edge }
    guard recent.count >= limit else { return now }
    return recent[recent.count - limit].adding(seconds: 60)
  }
}
