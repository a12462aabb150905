import Domain
import Foundation
import Testing

/// A time on the wall, from `2027-06-17T14:00:00`.
func local(_ text: String) throws -> LocalDateTime {
  try #require(LocalDateTime(parsing: text), "\(text)")
}

/// A zone of the system's own files.
func systemZone(_ name: String) throws -> Zone {
  let bytes = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/\(name)"))
  return try Zone(name: name, tzif: [UInt8](bytes))
}
