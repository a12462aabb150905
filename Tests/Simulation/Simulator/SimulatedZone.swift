package import Domain
import Foundation

/// The one zone of all simulated seasons.
package enum SimulatedZone {
  package static func amsterdam() throws -> Zone {
    let name = "Europe/Amsterdam"
    let file = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))
    return try Zone(name: name, tzif: Array(file))
  }
}
