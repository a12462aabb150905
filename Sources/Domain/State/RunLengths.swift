/// Seconds of many people after one another, of whom neighbours often share one: pairs of a value and
/// how many have it. The value is 0 for none, else the seconds from `since` on, counted from 1.
enum RunLengths {
  /// `since` is at most the least that is not 0, and itself not 0.
  static func encode(_ seconds: [UInt32], since: UInt32) -> [Int] {
    var pairs: [Int] = []
    for second in seconds {
      let value = second == 0 ? 0 : Int(second - since) + 1
      if pairs.count > 1, pairs[pairs.count - 2] == value {
        pairs[pairs.count - 1] += 1
      } else {
        pairs += [value, 1]
      }
    }
    return pairs
  }

  /// Nil for what `encode` cannot have given, or more than `most` values.
  static func decode(_ pairs: [Int], since: Int, most: Int) -> [UInt32]? {
    guard pairs.count.isMultiple(of: 2), since > 0 else { return nil }
    var seconds: [UInt32] = []
    for index in stride(from: 0, to: pairs.count, by: 2) {
      let (value, length) = (pairs[index], pairs[index + 1])
      guard value >= 0, length > 0, length <= most - seconds.count,
        let second = UInt32(exactly: value == 0 ? 0 : since.addingReportingOverflow(value - 1).0)
      else { return nil }
      seconds.append(contentsOf: repeatElement(second, count: length))
    }
    return seconds
  }
}
