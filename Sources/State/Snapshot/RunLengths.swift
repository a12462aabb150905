import Domain

/// What people after one another have, of whom neighbours often have the same, as short text.
///
/// `4096s` are 4,096 people in the state of that letter; a count of 1 is left out. Moments stand as
/// words with a space between: `+3*100` are 100 people with the second that is 3 after the one
/// named before, `-*7` seven with none, `=` one with the same as in the other list.
enum RunLengths {
  static func encode(_ states: [DeliveryState], _ lengths: [Int]) -> String {
    var text = ""
    for (state, length) in zip(states, lengths) {
      if length != 1 { text += "\(length)" }
      text.unicodeScalars.append(Unicode.Scalar(state.letter))
    }
    return text
  }

  /// Nil for what `encode` cannot have given, or more than `most` people.
  static func states(
    _ text: String, most: Int
  ) -> (states: [DeliveryState], lengths: [Int])? {
    var states: [DeliveryState] = []
    var lengths: [Int] = []
    var left = most
    var reader = Reader(text)
    while !reader.isAtEnd {
      guard let length = reader.count(), length > 0, length <= left,
        let state = reader.next().flatMap(DeliveryState.init(letter:))
      else { return nil }
      left -= length
      states.append(state)
      lengths.append(length)
    }
    return (states, lengths)
  }

  /// Seconds since 1970, 0 for none; the first one named counts from `since`. With `other`, a list
  /// of the same length, its seconds are not repeated.
  static func encode(_ seconds: [UInt32], since: UInt32, besides other: [UInt32]? = nil) -> String {
    var text = ""
    var named = since
    var index = 0
    while index < seconds.count {
      let second = seconds[index]
      let start = index
      if !text.isEmpty { text += " " }
      if second == 0 {
        text += "-"
        while index < seconds.count, seconds[index] == 0 { index += 1 }
      } else if let other, other[index] == second {
        text += "="
        while index < seconds.count, seconds[index] != 0, other[index] == seconds[index] {
          index += 1
        }
      } else {
        text += second < named ? "-\(named - second)" : "+\(second - named)"
        named = second
        while index < seconds.count, seconds[index] == second { index += 1 }
      }
      if index - start > 1 { text += "*\(index - start)" }
    }
    return text
  }

  /// Nil for what `encode` cannot have given, or more than `most` people.
  static func seconds(
    _ text: String, since: UInt32, besides other: [UInt32]? = nil, most: Int
  ) -> [UInt32]? {
    var seconds: [UInt32] = []
    var named = Int(since)
    var reader = Reader(text)
    while !reader.isAtEnd {
      if !seconds.isEmpty, reader.next() != UInt8(ascii: " ") { return nil }
      let sign = reader.next()
      var second: UInt32? = 0
      switch sign {
      case UInt8(ascii: "="): second = nil
      case UInt8(ascii: "-") where !reader.isAtNumber: break
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        guard reader.isAtNumber, let distance = reader.count() else { return nil }
        named += sign == UInt8(ascii: "+") ? distance : -distance
        second = UInt32(exactly: named)
        if second == nil || second == 0 { return nil }
      default: return nil
      }
      guard let length = reader.repetition(), length > 0,
        length <= most - seconds.count
      else { return nil }
      if let second {
        seconds.append(contentsOf: repeatElement(second, count: length))
      } else {
        guard let other, length <= other.count - seconds.count else { return nil }
        seconds += other[seconds.count..<seconds.count + length]
      }
    }
    return seconds
  }

  private struct Reader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { index == bytes.count }
    var isAtNumber: Bool { index < bytes.count && bytes[index] &- 0x30 < 10 }

    mutating func next() -> UInt8? {
      guard index < bytes.count else { return nil }
      defer { index += 1 }
      return bytes[index]
    }

    /// A number of at most ten digits; 1 where none stands.
    mutating func count() -> Int? {
      guard isAtNumber else { return 1 }
      let end = min(bytes.count, index + 10)
      var value = 0
      while isAtNumber, index < end {
        value = value * 10 + Int(bytes[index] - 0x30)
        index += 1
      }
      return isAtNumber ? nil : value
    }

    mutating func repetition() -> Int? {
      guard index < bytes.count, bytes[index] == UInt8(ascii: "*") else { return 1 }
      index += 1
      return isAtNumber ? count() : nil
    }
  }
}
