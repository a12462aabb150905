import Domain

/// Reads `[send]`; without the table, its defaults.
struct SendReader {
  let section: Section

  func settings(zone: Zone) -> SendSettings? {
    defer { section.close() }
    let days = days()
    let hours = hours()
    let holidays = holidays()
    let previewBefore = previewBefore()
    let onlyTo = section.strings("only_to")?.compactMap { section.address($0)?.value } ?? []
    guard
      let open = SendingHours(
        days: days, fromMinute: hours.from, toMinute: hours.to, holidays: holidays, zone: zone)
    else { return nil }
    return SendSettings(
      hours: open, minGap: section.span("min_gap")?.value ?? .days(3),
      confirmOver: section.integer("confirm_over")?.value ?? 500, previewBefore: previewBefore,
      settle: section.span("settle")?.value ?? .minutes(10), onlyTo: onlyTo,
      perPersonPerWeek: section.integer("per_person_per_week")?.value ?? 0,
      clockWait: clockWait())
  }

  /// "0" is what one writes for not at all.
  private func clockWait() -> Span {
    if let entry = section.layers.first?.entry("clock_wait"), case .string("0") = entry.node.value {
      section.allow(["clock_wait"])
      return .minutes(0)
    }
    guard let span = section.span("clock_wait") else { return .minutes(15) }
    if span.value.seconds > 86_400 {
      section.error(span.place, "'clock_wait' is at most \"1d\": nothing timed goes meanwhile")
    }
    return span.value
  }

  private func days() -> Set<Int> {
    guard let words = section.strings("days") else { return Set(1...5) }
    let names = Weekday.allCases.map(\.rawValue)
    var days: Set<Int> = []
    for word in words {
      if let day = Weekday(rawValue: word.value) {
        days.insert(day.number)
      } else {
        section.error(
          word.place,
          "'\(word.value)' is not one of \(names.joined(separator: ", "))"
            + Suggestion.text(for: word.value, among: names))
      }
    }
    if words.isEmpty, let entry = section.entry("days") {
      section.error(entry.node.place, "'days' may not be empty: nothing would ever be sent")
    }
    return days.isEmpty ? Set(1...5) : days
  }

  private func hours() -> (from: Int, to: Int) {
    let standard = (from: 510, to: 1080)
    guard let text = section.text("hours") else { return standard }
    let parts = text.value.split(separator: "-", omittingEmptySubsequences: false)
    if parts.count == 2, let from = minute(parts[0]), let to = minute(parts[1]), from < to {
      return (from, to)
    }
    section.error(
      text.place,
      "'hours' must be a range within one day, such as \"08:30-18:00\" or \"00:00-24:00\"")
    return standard
  }

  private func minute(_ text: Substring) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = Int(text.prefix(2)),
      let minute = Int(text.suffix(2)), (0...24).contains(hour), (0...59).contains(minute),
      bytes.allSatisfy({ $0 >= 48 && $0 <= 58 })
    else { return nil }
    let total = hour * 60 + minute
    return total <= 1440 ? total : nil
  }

  private func holidays() -> Set<Int> {
    guard let entry = section.entry("holidays") else { return [] }
    guard case .array(let items) = entry.node.value else {
      section.wrongType(entry, "a list of dates such as [2027-03-29]")
      return []
    }
    var days: Set<Int> = []
    for item in items {
      switch item.value {
      case .date(let text), .string(let text):
        if text.utf8.count == 10, let day = LocalDateTime(parsing: text) {
          days.insert(day.dayNumber)
        } else {
          section.error(item.place, "'\(text)' is not a date such as 2027-03-29")
        }
      default: section.error(item.place, "'holidays' must hold dates, not \(item.typeName)")
      }
    }
    return days
  }

  private func previewBefore() -> Span? {
    if let text = section.layers.first?.entry("preview_before"),
      case .string("off") = text.node.value
    {
      section.allow(["preview_before"])
      return nil
    }
    return section.span("preview_before")?.value ?? .days(1)
  }
}
