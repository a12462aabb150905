import ArgumentParser
import Daemon
import Store

struct StoreBackup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the store, with its keys, into a new directory; also while a daemon runs.")

  @OptionGroup var place: Place
  @Argument(help: "A directory that is absent or empty.") var target: String

  func run() throws {
    let directory = try place.storeToChange()
    let check = try Failure.naming { try Workshop.backup(directory, to: target) }
    Terminal.out(
      "\(target): \(check.entries) entries up to \(check.lastSeq), verified; it holds the keys, so "
        + "keep it as private as \(directory)")
  }
}
