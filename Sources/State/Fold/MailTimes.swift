import Domain

/// When people got their first mail of any sort about an event, and their last timed one: seconds
/// since 1970, 0 for none.
///
/// Many share a second, so a person takes two bytes for each; with more than 65,535 different
/// seconds it is four.
struct MailTimes: Sendable {
  private struct Columns<Number: FixedWidthInteger & Sendable>: Sendable {
    var first: [Number] = []
    var timed: [Number] = []

    mutating func set(_ person: Int32, _ first: Number, _ timed: Number) {
      let index = Int(person)
      if index >= self.first.count { self.first.grow(to: index + 1) }
      if index >= self.timed.count { self.timed.grow(to: index + 1) }
      self.first[index] = first
      self.timed[index] = timed
    }
  }

  /// By number; none is number 0.
  private var seconds: [UInt32] = [0]
  /// The numbers of `seconds` but the first, by their seconds.
  private var order: [UInt16] = []
  /// The two that were asked for last: neighbours mostly have one of these.
  private var recent: (last: UInt16, before: UInt16) = (0, 0)
  private var narrow = Columns<UInt16>()
  private var wide: Columns<UInt32>?

  /// People below this number have a place in the table.
  var count: Int32 { Int32(wide?.first.count ?? narrow.first.count) }

  subscript(person: Int32) -> (first: UInt32, timed: UInt32) {
    get {
      let index = Int(person)
      guard person < count else { return (0, 0) }
      if let wide { return (wide.first[index], wide.timed[index]) }
      return (seconds[Int(narrow.first[index])], seconds[Int(narrow.timed[index])])
    }
    set {
      if wide == nil, let first = number(newValue.first), let timed = number(newValue.timed) {
        narrow.set(person, first, timed)
      } else {
        if wide == nil { widen() }
        wide?.set(person, newValue.first, newValue.timed)
      }
    }
  }

  /// The number of a second, given now when it is new; nil when there are no more.
  private mutating func number(_ second: UInt32) -> UInt16? {
    if second == 0 { return 0 }
    if seconds[Int(recent.last)] == second { return recent.last }
    if seconds[Int(recent.before)] == second { return recent.before }
    guard let number = place(of: second) else { return nil }
    recent = (number, recent.last)
    return number
  }

  private mutating func place(of second: UInt32) -> UInt16? {
    var low = 0
    var high = order.count
    // The newest second is the usual one.
    if let last = order.last, seconds[Int(last)] <= second { low = high - 1 }
    while low < high {
      let middle = (low + high) / 2
      if seconds[Int(order[middle])] < second { low = middle + 1 } else { high = middle }
    }
    if low < order.count, seconds[Int(order[low])] == second { return order[low] }
    guard let number = UInt16(exactly: seconds.count) else { return nil }
    seconds.append(second)
    order.insert(number, at: low)
    return number
  }

  private mutating func widen() {
    var wide = Columns<UInt32>()
    for person in 0..<count {
      let times = self[person]
      wide.set(person, times.first, times.timed)
    }
    self.wide = wide
    narrow = Columns()
    seconds = [0]
    order = []
    recent = (0, 0)
  }
}
