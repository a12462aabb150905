import Domain
import Foundation
import Testing

/// The zone files of the system, as tests need them.
enum SystemZones {
  static let folder = "/usr/share/zoneinfo"

  static func zone(_ name: String) throws -> Zone {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    return try Zone(name: name, tzif: [UInt8](bytes))
  }

  /// Every name in the database's own list.
  static func names() throws -> [String] {
    let list = try String(contentsOfFile: "\(folder)/tzdata.zi", encoding: .utf8)
    var names: Set<String> = []
    for line in list.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.first == "Z", words.count > 1 { names.insert(String(words[1])) }
      if words.first == "L", words.count > 2 { names.insert(String(words[2])) }
    }
    return names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }.sorted()
  }
}

func local(_ text: String) throws -> LocalDateTime {
  try #require(LocalDateTime(parsing: text), "\(text)")
}

/// An instant from `2027-06-17T14:00:00`, in UTC.
func utc(_ text: String) throws -> Instant { Zone.utc.instant(try local(text)) }
