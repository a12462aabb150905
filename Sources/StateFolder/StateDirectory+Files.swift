import Domain
import Engine
import FoundationEssentials
package import Letters
import Store
import Templating

extension StateDirectory {
  package struct Unusable: Error, CustomStringConvertible {
    package var description: String
  }

  /// The column `email` of a CSV file.
  package static func addresses(inCSV bytes: [UInt8], path: String) throws -> [String] {
    let table = CSVTable(bytes)
    guard table.columns.contains("email") else {
      throw Unusable(description: "\(path):1:1: error: no column 'email'")
    }
    return table.rows.compactMap { $0.values["email"] }.filter { !$0.isEmpty }
  }

  /// The keys of the state when there is one; else keys for this one look, kept nowhere.
  package static func previewKeys(_ directory: String) throws -> SigningKeys {
    FileManager.default.fileExists(atPath: directory + "/keys.json")
      ? try keys(directory)
      : SigningKeys(master: (0..<32).map { _ in UInt8.random(in: .min ... .max) })
  }

  /// Copies a live state for a rehearsal to go on from. The copy is marked as rehearsed, so that no
  /// daemon serves it; the live one is only read.
  package static func copyForRehearsal(_ live: String, to path: String) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: live + "/journal") else {
      throw Unusable(description: "--start-from \(live): holds no journal")
    }
    try files.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    // The head record first: the journal may go on meanwhile.
    for name in ["head.json", "journal", "snapshot", "keys.json"] + KeptProgramme.folders
    where files.fileExists(atPath: live + "/" + name) {
      try files.copyItem(atPath: live + "/" + name, toPath: path + "/" + name)
    }
    var options = JournalOptions()
    options.threading = .caller
    let (journal, _) = try Journal.open(
      directory: path, disk: RealDisk(syncs: false), options: options
    ) {
      _ in
    }
    try journal.wait(journal.append([Record(type: "rehearsal", at: WallClock.now.milliseconds)]))
    journal.close()
  }
}
