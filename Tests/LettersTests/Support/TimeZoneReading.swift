import Domain

/// A VTIMEZONE, read as RFC 5545 3.6.5 says, without using the code that wrote it.
struct TimeZoneReading {
  struct Malformed: Error { var text: String }

  private struct Observance {
    var onset = ""
    var from = 0
    var to = 0
    var rule: [String: String] = [:]
  }

  private(set) var id = ""
  private var onsets: [(at: Int64, to: Int)] = []

  init(_ calendar: String) throws {
    var observances: [Observance] = []
    for line in calendar.split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      switch (parts[0], parts[1]) {
      case ("TZID", let name): id = name
      case ("BEGIN", "DAYLIGHT"), ("BEGIN", "STANDARD"): observances.append(Observance())
      case ("DTSTART", let text): observances[observances.count - 1].onset = text
      case ("TZOFFSETFROM", let text): observances[observances.count - 1].from = Self.offset(text)
      case ("TZOFFSETTO", let text): observances[observances.count - 1].to = Self.offset(text)
      case ("RRULE", let text):
        for pair in text.split(separator: ";") {
          let sides = pair.split(separator: "=").map(String.init)
          observances[observances.count - 1].rule[sides[0]] = sides[1]
        }
      case ("END", "VTIMEZONE"):
        onsets = try observances.flatMap(Self.onsets).sorted { $0.at < $1.at }
        return
      default: break
      }
    }
    throw Malformed(text: calendar)
  }

  func offset(at instant: Instant) -> Int { onsets.last { $0.at <= instant.seconds }?.to ?? 0 }

  private static func onsets(_ observance: Observance) throws -> [(at: Int64, to: Int)] {
    guard let first = local(observance.onset) else { throw Malformed(text: observance.onset) }
    var starts = [first]
    if let month = observance.rule["BYMONTH"].flatMap(Int.init), let day = observance.rule["BYDAY"],
      let week = Int(day.dropLast(2)),
      let weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].firstIndex(of: String(day.suffix(2)))
    {
      starts = (first.year...2045).compactMap { year in
        (1...31).compactMap {
          LocalDateTime(year: year, month: month, day: $0, hour: first.hour, minute: first.minute)
        }.filter { $0.weekday == weekday + 1 }.pick(week)
      }
    }
    return starts.map { (Zone.utc.instant($0).seconds - Int64(observance.from), observance.to) }
  }

  private static func local(_ text: String) -> LocalDateTime? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "T") }.map { Int($0) - 48 }
    guard digits.count == 14 else { return nil }
    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
    return LocalDateTime(
      year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(8..<10),
      minute: number(10..<12), second: number(12..<14))
  }

  private static func offset(_ text: String) -> Int {
    let digits = text.dropFirst().utf8.map { Int($0) - 48 }
    let seconds = (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60
    return text.hasPrefix("-") ? -seconds : seconds
  }
}

extension [LocalDateTime] {
  fileprivate func pick(_ week: Int) -> LocalDateTime? {
    let index = week > 0 ? week - 1 : count + week
    return indices.contains(index) ? self[index] : nil
  }
}
