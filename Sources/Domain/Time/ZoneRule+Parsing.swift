extension ZoneRule {
  /// Nil for text that is not a POSIX `TZ` rule.
  init?(parsing text: String) {
    var bytes = ByteCursor(text)
    guard let standardName = ZoneRule.name(&bytes),
      let standardOffset = ZoneRule.clock(&bytes, hours: 24)
    else { return nil }
    standard = ZoneTable.Kind(offset: -standardOffset, isDST: false, abbreviation: standardName)
    guard !bytes.isAtEnd else { return }

    guard let summerName = ZoneRule.name(&bytes) else { return nil }
    var summerOffset = standardOffset - 3600
    if bytes.peek != UInt8(ascii: ",") {
      guard let written = ZoneRule.clock(&bytes, hours: 24) else { return nil }
      summerOffset = written
    }
    guard bytes.skip(","), let begin = Turn(&bytes), bytes.skip(","), let end = Turn(&bytes),
      bytes.isAtEnd
    else { return nil }
    summer = ZoneTable.Kind(offset: -summerOffset, isDST: true, abbreviation: summerName)
    self.begin = begin
    self.end = end
  }

  /// Letters, or anything between `<` and `>`.
  private static func name(_ bytes: inout ByteCursor) -> String? {
    let quoted = bytes.skip("<")
    let name =
      quoted
      ? bytes.take { $0 != UInt8(ascii: ">") } : bytes.take(while: isASCIILetter)
    guard !name.isEmpty, !quoted || bytes.skip(">") else { return nil }
    return name
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  fileprivate static func clock(_ bytes: inout ByteCursor, hours: Int) -> Int? {
    let negative = bytes.skip("-")
    if !negative { _ = bytes.skip("+") }
    guard var seconds = bytes.number(upTo: hours).map({ $0 * 3600 }) else { return nil }
    for unit in [60, 1] where bytes.skip(":") {
      guard let part = bytes.number(upTo: 59) else { return nil }
      seconds += part * unit
    }
    return negative ? -seconds : seconds
  }
}

extension ZoneRule.Turn {
  fileprivate init?(_ bytes: inout ByteCursor) {
    if bytes.skip("M") {
      guard let month = bytes.number(upTo: 12), month >= 1, bytes.skip("."),
        let week = bytes.number(upTo: 5), week >= 1, bytes.skip("."),
        let weekday = bytes.number(upTo: 6)
      else { return nil }
      day = .weekday(month: month, week: week, weekday: weekday)
    } else if bytes.skip("J") {
      guard let number = bytes.number(upTo: 365), number >= 1 else { return nil }
      day = .julian(number)
    } else {
      guard let number = bytes.number(upTo: 365) else { return nil }
      day = .ordinal(number)
    }
    time = 2 * 3600
    if bytes.skip("/") {
      guard let written = ZoneRule.clock(&bytes, hours: 167) else { return nil }
      time = written
    }
  }
}
