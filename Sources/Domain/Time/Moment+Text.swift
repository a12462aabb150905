/// What is wrong with the text of a moment, and where.
package struct MomentProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var text: String
  /// In Unicode scalars from the start of the text.
  package var offset: Int
  package init(text: String, offset: Int) {
    self.text = text
    self.offset = offset
  }
  package var description: String { text }
}

extension Moment {
  /// Reads a local date-time, a date, or an offset: `-6w`, `-2d 09:30`, `-6w tue 09:30`, `-3h`.
  package init(parsing text: String) throws(MomentProblem) {
    guard text.utf8.count <= 100, text.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw MomentProblem(text: Moment.expectation, offset: 0)
    }
    if text.hasPrefix("-") || text.hasPrefix("+") {
      self = .offset(try Offset(parsing: text))
    } else if let local = LocalDateTime(parsing: text) {
      self = text.utf8.count == 10 ? .day(local) : .local(local)
    } else {
      throw MomentProblem(text: Moment.expectation, offset: 0)
    }
  }

  private static let expectation =
    "expected a local time such as 2027-06-01T09:30:00 or an offset such as \"-6w tue 09:30\""
}

extension Moment.Offset {
  fileprivate init(parsing text: String) throws(MomentProblem) {
    var bytes = ByteCursor(text)
    beforeStart = bytes.skip("-")
    if !beforeStart { _ = bytes.skip("+") }
    let spanStart = bytes.offset
    guard let span = Span(parsing: bytes.take { $0 != 0x20 && $0 != 0x09 }) else {
      throw MomentProblem(
        text: "expected a length of time such as 6w, 2d or 3h30m after the sign", offset: spanStart)
    }
    self.span = span
    weekday = try Moment.Offset.weekday(&bytes)
    time = try Moment.Offset.time(&bytes)
    bytes.skipSpaces()
    guard bytes.isAtEnd else {
      throw MomentProblem(text: "nothing may follow here", offset: bytes.offset)
    }
    if isElapsed, weekday != nil || time != nil {
      throw MomentProblem(
        text: "hours and minutes are elapsed time; a weekday or a time of day goes with w and d",
        offset: spanStart)
    }
  }

  private static func weekday(_ bytes: inout ByteCursor) throws(MomentProblem) -> Int? {
    bytes.skipSpaces()
    let start = bytes.offset
    let word = bytes.take(while: isASCIILetter)
    guard !word.isEmpty else { return nil }
    guard let weekday = Weekday(rawValue: word.lowercased()) else {
      throw MomentProblem(
        text: "'\(word)' is not a weekday; use mon, tue, wed, thu, fri, sat or sun", offset: start)
    }
    return weekday.number
  }

  private static func time(_ bytes: inout ByteCursor) throws(MomentProblem) -> Moment.TimeOfDay? {
    bytes.skipSpaces()
    guard !bytes.isAtEnd else { return nil }
    let start = bytes.offset
    guard let hour = bytes.number(digits: 2), bytes.skip(":"), let minute = bytes.number(digits: 2),
      hour < 24, minute < 60
    else {
      throw MomentProblem(
        text: "expected a time of day from 00:00 to 23:59, such as 09:30", offset: start)
    }
    return Moment.TimeOfDay(hour: hour, minute: minute)
  }
}

extension Moment: CustomStringConvertible {
  /// What `init(parsing:)` reads.
  package var description: String {
    switch self {
    case .local(let local): return local.description
    case .day(let local): return local.dateText
    case .offset(let offset):
      var parts = ["\(offset.beforeStart ? "-" : "+")\(offset.span)"]
      if let weekday = offset.weekday { parts.append(Weekday.allCases[weekday - 1].rawValue) }
      if let time = offset.time {
        parts.append("\(padded(time.hour, 2)):\(padded(time.minute, 2))")
      }
      return parts.joined(separator: " ")
    }
  }
}
