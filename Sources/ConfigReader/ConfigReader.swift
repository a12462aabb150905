package import Domain

/// Reads `Config/` and the `Templates/` beside it into a validated programme.
///
/// Every problem of every file is found in one run. Reading never fails in any other way and never
/// crashes, whatever the files hold.
package enum ConfigReader {
  /// Looks at a programme for problems that other parts know about, such as unknown slots.
  package typealias Check = (Programme) -> [Problem]

  /// The programme, nil when any problem is an error; and the problems by path, line and column.
  ///
  /// - Parameters:
  ///   - directory: the `Config` folder; relative paths in it count from the folder that holds it.
  ///   - now: decides which dates are past.
  ///   - known: what the state knows.
  ///   - checks: run when the network's own file is right, even if others are not.
  package static func read(
    directory: String, now: Instant, known: KnownFacts = .none, checks: [Check] = []
  ) -> (programme: Programme?, problems: [Problem]) {
    var reading = ProgrammeReader(tree: DiskReader.read(config: directory), now: now, known: known)
    return reading.read(checks: checks) { path in
      DiskReader.bytes(path, limit: DiskReader.largestText)
    }
  }

  /// A zone of the system's database, `/usr/share/zoneinfo`; nil for what it does not have.
  package static func loadZone(_ name: String) -> Zone? { ZoneFiles.load(name) }
}
