import Domain
import Foundation

/// A zone from the files of the system.
func zone(_ name: String) throws -> Zone {
  let bytes = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/\(name)"))
  return try Zone(name: name, tzif: [UInt8](bytes))
}
