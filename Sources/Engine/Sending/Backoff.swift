import Domain
import State
import Templating

/// When a mail that the server put off is tried again: 5 and 15 minutes, an hour, then every four
/// hours (RFC 5321 4.5.4.1 asks for at least 30 minutes on average), each with up to 20 % more,
/// drawn from the delivery itself so that a crowd does not come back in step.
enum Backoff {
  private static let steps: [Int64] = [300, 900, 3600, 14_400]

  /// `count` is how many attempts were made, at least 1.
  static func next(after now: Instant, count: Int, key: DeliveryKey) -> Instant {
    let base = steps[min(max(count, 1), steps.count) - 1]
    var hash = FNV1a<UInt64>()
    hash.add("\(key.event)/\(key.step)/\(key.person)/\(key.occurrence)/\(count)".utf8)
    return now.adding(seconds: base + Int64(hash.value % UInt64(base / 5 + 1)))
  }
}
