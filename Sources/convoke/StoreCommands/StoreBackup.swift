import ArgumentParser
import FoundationEssentials
import StateFolder
import Store

struct StoreBackup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the store, with its keys, into a new directory; also while a daemon runs.",
    discussion: """
      With --keep the copy goes into a directory of its own in DIR, named by the moment, and older \
      ones beyond that number are removed once it is verified. Beside the copies stands forgotten.json: \
      who was forgotten since an older one was made, for convoke restore.
      """)

  @OptionGroup var place: NetworkLocation
  @Argument(help: "A directory that is absent or empty; with --keep the one of all copies.")
  var target: String
  @Option(help: ArgumentHelp("How many copies to keep in DIR.", valueName: "n")) var keep: Int?

  func validate() throws {
    if let keep, keep < 1 { throw ValidationError("--keep must be 1 or more") }
  }

  func run() throws {
    let directory = try place.storeToChange()
    let (copy, check, removed) = try Failure.naming {
      if let keep {
        return try StateDirectory.rotate(directory, in: target, keep: keep, now: Clock.now)
      }
      return (target, try StateDirectory.backup(directory, to: target), 0)
    }
    Terminal.out(
      "\(copy): \(check.entries) entries up to \(check.lastSeq), verified; it holds the keys, so "
        + "keep it as private as \(directory)"
        + (removed == 0 ? "" : "; \(removed) older removed"))
    // Beside the copies it is the newest for all of them.
    let list = (keep == nil ? copy : target) + "/" + ForgottenList.name
    Terminal.out("To restore an older one: convoke restore DIR --forgotten \(list)")
  }
}
