import Domain
import FoundationEssentials

/// The wall clock, and times on the command line.
enum Clock {
  static var now: Instant {
    Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }

  /// `2027-05-06`, `2027-05-06T09:30` or `2027-05-06 09:30` in the network's zone; a date means
  /// 00:00.
  static func parse(_ text: String, option: String, zone: Zone) throws -> Instant {
    guard let local = LocalDateTime(parsing: text) else {
      throw Failure(
        Failure.usage, "\(option): '\(text)' is not a date or local time; write 2027-05-06T09:30")
    }
    return zone.instant(local)
  }
}
