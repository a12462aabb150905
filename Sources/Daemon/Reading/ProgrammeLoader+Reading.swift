package import ConfigReader
package import Domain
import FoundationEssentials
import Letters
import Planning
import State
package import StateFolder
import Web

extension ProgrammeLoader {
  /// Reads and checks `Config/` and `Templates/`, knowing what the state knows when there is one.
  /// `isWhole`: every problem, however many there are of a kind.
  package static func read(
    _ config: String, now: Instant, state directory: String? = nil, isWhole: Bool = false
  ) -> (programme: Programme?, problems: [Problem]) {
    guard let directory else { return parts(reading(config, now: now, isWhole: isWhole)) }
    do {
      let past = try past(directory, now: now)
      return parts(reading(config, now: now, past: past, isWhole: isWhole))
    } catch {
      return (nil, [Problem(path: directory, text: FileFailure(error).text)])
    }
  }

  private static func parts(
    _ reading: ConfigReader.Reading
  ) -> (programme: Programme?, problems: [Problem]) { (reading.programme, reading.problems) }

  /// As above, with what is known of the past, of secrets (`SecretCheck`), and the files
  /// themselves.
  package static func reading(
    _ config: String, now: Instant, past: Past = Past(), secrets: SecretCheck? = nil,
    isWhole: Bool = false,
    templates check: @escaping ConfigReader.Check = { Composer.check($0) + PageRenderer.check($0) }
  ) -> ConfigReader.Reading {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: config, isDirectory: &isFolder), isFolder
    else {
      let text = "no such folder; --config names the one with convoke.toml"
      return ConfigReader.Reading(
        problems: [Problem(path: config, text: text)],
        files: ProgrammeFiles(files: [:], fingerprint: ""))
    }
    return ConfigReader.reading(
      directory: config, now: now, known: past.known,
      checks: [check, { waitingRows($0.people, past) }],
      looks: ValueChecks(
        secret: { secrets?.finding($0, key: $1) }, pictures: { Composer.pictures(in: $0) }),
      shipped: ShippedFiles.folder, isWhole: isWhole)
  }

  /// Rows that are not in force before an operator says who they are, measured by the roster kept.
  private static func waitingRows(_ roster: Roster, _ past: Past) -> [Problem] {
    guard let state = past.state, let kept = past.kept else { return [] }
    var people = state.people
    let before = Decide.identify(
      ConfigReader.roster(directory: kept + "/Config"), before: nil, state, &people
    ).roster
    let found = Decide.identify(
      roster, before: before, state, &people, isReleased: state.released.contains(.roster))
    return found.waiting.map(\.problem)
  }
}
