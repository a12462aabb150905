/// What the outside may take for true of one thing: what was acknowledged last, and what was asked
/// since without an acknowledgement, so that it may have come to pass or not.
struct Known<Value: Hashable> {
  private(set) var sure: Value
  private(set) var perhaps: [Value] = []

  init(_ value: Value) { sure = value }

  /// The caller was told that it is so.
  mutating func acknowledge(_ value: Value) {
    sure = value
    perhaps = []
  }

  /// The caller was told that it was not saved, or nothing at all.
  mutating func doubt(_ value: Value) {
    if value != sure, !perhaps.contains(value) { perhaps.append(value) }
  }

  /// It was seen to be `value` in a state that is durable; false when that cannot be.
  mutating func see(_ value: Value) -> Bool {
    guard value == sure || perhaps.contains(value) else { return false }
    acknowledge(value)
    return true
  }

  func allows(_ value: Value) -> Bool { value == sure || perhaps.contains(value) }

  var isCertain: Bool { perhaps.isEmpty }
}
