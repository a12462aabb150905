import Domain

/// Times as iCalendar writes them (RFC 5545 3.3.5).
enum CalendarTime {
  /// `20270617T120000Z`
  static func utc(_ instant: Instant) -> String { local(Zone.utc.local(instant)) + "Z" }

  /// `20270617T140000`
  static func local(_ time: LocalDateTime) -> String {
    var out: [UInt8] = []
    out.append(decimal: time.year, width: 4)
    out.append(decimal: time.month, width: 2)
    out.append(decimal: time.day, width: 2)
    out.append(0x54)
    out.append(decimal: time.hour, width: 2)
    out.append(decimal: time.minute, width: 2)
    out.append(decimal: time.second, width: 2)
    return String(decoding: out, as: UTF8.self)
  }

  /// `+0200`, or with seconds where a zone had such.
  static func offset(_ seconds: Int) -> String {
    var out: [UInt8] = [seconds < 0 ? 0x2d : 0x2b]
    let size = abs(seconds)
    out.append(decimal: size / 3600, width: 2)
    out.append(decimal: size / 60 % 60, width: 2)
    if size % 60 != 0 { out.append(decimal: size % 60, width: 2) }
    return String(decoding: out, as: UTF8.self)
  }
}
