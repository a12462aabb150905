import Store
import StoreTesting

/// A store on a simulated disk, driven by the test's own thread so that runs repeat.
struct SimulatedStore {
  static let directory = "State"
  static let journal = "State/journal"

  static var options: JournalOptions {
    var options = JournalOptions()
    options.threading = .caller
    options.reserveBytes = 0
    options.now = { 1_800_000_000_000 }
    return options
  }

  static func open(
    _ disk: SimulatedDisk, _ options: JournalOptions = options
  ) throws -> (Journal, RecoveryReport, Held) {
    var held = Held()
    let (journal, report) = try Journal.open(directory: directory, disk: disk, options: options) {
      held.add($0)
    }
    return (journal, report, held)
  }

  /// The path of the newest segment.
  static func lastSegment(_ disk: SimulatedDisk) -> String {
    disk.paths.last { $0.hasPrefix(journal) } ?? ""
  }

  /// A disk whose journal holds `durable` proven batches of one entry each and, unsynced behind
  /// them, one batch of `unsynced` entries. The entries are numbered from 0.
  static func torn(durable: Int, unsynced: Int, padding: Int = 0) throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    let (journal, _, _) = try open(disk)
    for number in 0..<durable {
      try journal.wait(journal.append([entry(number, padding: padding)]))
    }
    let tail = (durable..<durable + unsynced).map { entry($0, padding: padding) }
    // The batch is one write and one sync; the power goes at the sync.
    disk.losePower(atCall: disk.calls + 1)
    _ = try? journal.wait(journal.append(tail))
    return disk
  }
}
