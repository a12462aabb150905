extension Instant {
  /// RFC 3339 in UTC, with seconds: `2012-05-15T07:30:00Z`.
  package var rfc3339: String { Zone.utc.local(self).description + "Z" }

  /// RFC 3339 with the zone's offset: `2012-05-15T09:30:00+02:00`.
  package func rfc3339(in zone: Zone) -> String {
    let offset = zone.offset(at: self)
    let minutes = abs(offset) / 60
    return zone.local(self).description + (offset < 0 ? "-" : "+") + Self.two(minutes / 60) + ":"
      + Self.two(minutes % 60)
  }

  /// `20120515T073000Z`, for file names.
  package var compact: String {
    String(rfc3339.filter { $0 != "-" && $0 != ":" })
  }

  /// `2012-05-15 09:30`, for tables.
  package func table(in zone: Zone) -> String {
    let text = zone.local(self).description.prefix(16)
    return text.prefix(10) + " " + text.suffix(5)
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
