extension LocalDateTime {
  /// Reads `2027-06-17T14:00:00`, with a space for the `T`, without seconds, or a date alone, which
  /// means 00:00.
  ///
  /// Nil for anything else, fractions and offsets included: a wall shows neither.
  package init?(parsing text: String) {
    var bytes = ByteCursor(text)
    guard let year = bytes.number(digits: 4), bytes.skip("-"),
      let month = bytes.number(digits: 2), bytes.skip("-"), let day = bytes.number(digits: 2)
    else { return nil }
    var time = (hour: 0, minute: 0, second: 0)
    if !bytes.isAtEnd {
      guard bytes.skip("T") || bytes.skip("t") || bytes.skip(" "),
        let hour = bytes.number(digits: 2), bytes.skip(":"),
        let minute = bytes.number(digits: 2)
      else { return nil }
      time = (hour, minute, 0)
      if bytes.skip(":") {
        guard let second = bytes.number(digits: 2) else { return nil }
        time.second = second
      }
    }
    guard bytes.isAtEnd else { return nil }
    self.init(
      year: year, month: month, day: day, hour: time.hour, minute: time.minute,
      second: time.second)
  }

  /// `2027-06-17`
  package var dateText: String {
    "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// `14:00`, with seconds when there are any.
  package var timeText: String {
    let short = "\(padded(hour, 2)):\(padded(minute, 2))"
    return second == 0 ? short : "\(short):\(padded(second, 2))"
  }
}

extension LocalDateTime: CustomStringConvertible {
  /// `2027-06-17T14:00:00` (ISO 8601)
  package var description: String {
    "\(dateText)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
  }
}

/// Decimal digits with leading zeros.
func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
