import Domain
import Engine
import FoundationEssentials
import State
package import Store

extension StateDirectory {
  /// Refuses a directory without a journal: a wrong `--state` must not look like an empty store.
  package static func requireStore(_ directory: String) throws(StoreError) {
    try StoreLock.checkOwner(directory)
    if hasStore(directory) { return }
    throw .unusable(
      path: directory, reason: "no store there; name it with --state", exitCode: 66)
  }

  /// Writes a snapshot of a store no daemon runs on; the number of the last entry it stands for.
  package static func compact(_ directory: String) throws -> Int {
    try requireStore(directory)
    let lock = try StateFormats.lock(directory)
    defer { withExtendedLifetime(lock) {} }
    let files = StoreFiles(directory: directory)
    try Forgetting.finishForgetting(files, keys: keys(directory))
    let (journal, state) = try openJournal(files)
    defer { journal.close() }
    let seq = journal.status.durableSeq
    try journal.snapshot(through: seq, state.records(at: WallClock.now))
    return seq
  }

  /// What a repair set aside.
  package struct Repair: Sendable {
    package var problems: [StoreCheck.Problem] = []
    /// Files that were written.
    package var files: [String] = []
  }

  /// Sets every damaged line aside so that the store opens again. A torn end is left to the next
  /// start, which keeps the whole lines behind it.
  package static func repair(_ directory: String) throws -> Repair {
    try requireStore(directory)
    let lock = try StateFormats.lock(directory)
    defer { withExtendedLifetime(lock) {} }
    let files = StoreFiles(directory: directory)
    var repair = Repair()
    while true {
      let damaged = try files.verify().problems.filter { !$0.isTorn }
      guard let first = damaged.first else { return repair }
      // One damage may hide another; the same one again cannot be helped.
      if damaged.allSatisfy(repair.problems.contains) {
        throw StoreError.damaged(
          file: first.file, line: first.line, byte: first.byte, reason: first.reason,
          remedy: "restore the store from a backup")
      }
      repair.files += try files.repair(damaged.map { ($0.file, $0.line) })
      repair.problems += damaged
    }
  }

  /// Copies a store, also one that a daemon writes to, with its keys and the programme in force.
  package static func backup(_ directory: String, to target: String) throws -> StoreCheck {
    try requireStore(directory)
    try StateFormats.refuseNewer(directory)
    _ = try keys(directory)
    let check = try retrying {
      try StoreFiles(directory: directory).backup(to: target, also: ["keys.json"])
    }
    for folder in KeptProgramme.folders
    where FileManager.default.fileExists(atPath: "\(directory)/\(folder)") {
      try FileManager.default.copyItem(
        atPath: "\(directory)/\(folder)", toPath: "\(target)/\(folder)")
    }
    if FileManager.default.fileExists(atPath: directory + "/keys.json") {
      try ForgottenList(directory).write("\(target)/\(ForgottenList.name)")
    }
    return check
  }

  /// A running daemon may remove files under a reader's hands: begins again.
  package static func retrying<R>(_ body: () throws -> R) throws -> R {
    for _ in 0..<5 {
      do {
        return try body()
      } catch StoreError.disk(let error) where error.isAbsent {
        continue
      }
    }
    return try body()
  }

  /// Opens the journal of a locked store and reads the state.
  static func openJournal(_ files: StoreFiles) throws -> (Journal, State) {
    var state = State()
    var options = JournalOptions()
    options.threading = .caller
    let (journal, _) = try Journal.open(
      directory: files.directory, disk: files.disk, options: options
    ) { line in
      if let entry = try state.decode(type: line.type, line.json) {
        state.apply(entry, at: Instant(milliseconds: line.at))
      }
    }
    return (journal, state)
  }
}
