import NIOConcurrencyHelpers

/// How many wrong links one network may try: a bucket of 600 that refills with 10 a second.
///
/// Only wrong links count, so an engine of any size behind one address never feels it, and right
/// links work even from a network that has used it up: a signature of 128 bits is not guessed, the
/// limit only saves work.
final class GuessLimit: Sendable {
  private struct Bucket {
    var level: Double
    var at: Int64
  }

  private let burst: Double
  private let perSecond: Double
  private let buckets = NIOLockedValueBox<[IPAddress: Bucket]>([:])

  init(burst: Double = 600, perSecond: Double = 10) {
    self.burst = burst
    self.perSecond = perSecond
  }

  /// Counts a wrong link from `client` at `now` (milliseconds); false when there were too many.
  func allows(_ client: IPAddress?, at now: Int64) -> Bool {
    guard let prefix = client?.prefix else { return true }
    return buckets.withLockedValue { buckets in
      if buckets.count > 20_000 { forgetFull(&buckets, at: now) }
      var bucket = buckets[prefix] ?? Bucket(level: burst, at: now)
      bucket.level = level(bucket, at: now)
      bucket.at = now
      defer { buckets[prefix] = bucket }
      guard bucket.level >= 1 else { return false }
      bucket.level -= 1
      return true
    }
  }

  private func level(_ bucket: Bucket, at now: Int64) -> Double {
    min(burst, bucket.level + Double(max(0, now - bucket.at)) / 1000 * perSecond)
  }

  /// A full bucket says nothing; when none is full, all start afresh, so that memory stays bounded.
  private func forgetFull(_ buckets: inout [IPAddress: Bucket], at now: Int64) {
    buckets = buckets.filter { level($0.value, at: now) < burst }
    if buckets.count > 20_000 { buckets = [:] }
  }
}
