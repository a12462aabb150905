import CivilTime

/// The changes of one zone and what holds between them.
///
/// The rule for the years after the file's last change is unrolled to the end of 2500, more than
/// one cycle of the calendar; later moments are looked up a whole number of cycles earlier.
final class ZoneTable: Sendable {
  struct Kind: Hashable, Sendable {
    /// Seconds east of UTC.
    var offset: Int
    var isDST: Bool
    var abbreviation: String
  }

  struct Change: Hashable, Sendable {
    /// Seconds since 1970.
    var at: Int64
    /// Index of the kind that holds from then on.
    var kind: Int
  }

  static let lastYear = 2500

  private let kinds: [Kind]
  private let times: [Int64]
  private let kindAfter: [UInt16]

  /// `changes` in rising order; before the first the first kind holds (RFC 8536 3.2).
  init(kinds: [Kind], changes: [Change]) {
    precondition(
      !kinds.isEmpty && kinds.count < 1000, "a zone with \(kinds.count) kinds of local time")
    self.kinds = kinds
    times = changes.map(\.at)
    kindAfter = changes.map { UInt16($0.kind) }
  }

  func kind(at seconds: Int64) -> Kind {
    let index = changesUpTo(folded(seconds))
    return index == 0 ? kinds[0] : kinds[Int(kindAfter[index - 1])]
  }

  func changes(from: Int64, to: Int64) -> [Zone.Transition] {
    var found: [Zone.Transition] = []
    var index = from == .min ? 0 : changesUpTo(from - 1)
    while index < times.count, times[index] < to {
      let before = index == 0 ? kinds[0] : kinds[Int(kindAfter[index - 1])]
      let after = kinds[Int(kindAfter[index])]
      if before != after {
        found.append(
          Zone.Transition(
            at: Instant(seconds: times[index]), offsetBefore: before.offset,
            offsetAfter: after.offset, abbreviation: after.abbreviation, isDST: after.isDST))
      }
      index += 1
    }
    return found
  }

  /// How many changes have happened at `seconds`.
  private func changesUpTo(_ seconds: Int64) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func folded(_ seconds: Int64) -> Int64 {
    let cycle: Int64 = 146_097 * 86_400
    let end = ZoneTable.endOfTable
    guard seconds >= end else { return seconds }
    return seconds - ((seconds - end) / cycle + 1) * cycle
  }

  private static let endOfTable =
    Int64(CivilCalendar.dayNumber(year: lastYear, month: 12, day: 30)) * 86_400
}
