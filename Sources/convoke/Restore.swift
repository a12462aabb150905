import ArgumentParser
import ConfigReader
import Daemon
import Domain
import FoundationEssentials
import Glibc
import Planning
import Queries
import StateFolder
import Store

struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a store from a backup, without those who were forgotten since.",
    discussion: """
      The copy is checked and put into --state, which must be absent or empty; it says what a start \
      would send again. Without a list of the forgotten somebody who was erased after the copy was \
      made would be back, and mailed.
      """)

  @OptionGroup var place: NetworkLocation
  @Argument(help: "A directory that 'convoke store backup' made.") var copy: String
  @Option(
    help: ArgumentHelp(
      "The list that 'convoke people forgotten --out' or a later backup wrote.", valueName: "file"))
  var forgotten: String?
  @Flag(help: "Nobody was forgotten since; there is no list.") var withoutForgotten = false

  func validate() throws {
    if forgotten != nil, withoutForgotten {
      throw ValidationError("--forgotten and --without-forgotten exclude each other")
    }
  }

  func run() throws {
    let now = Clock.now
    let (files, _) = ProgrammeLoader.read(place.config, now: now)
    let directory = try place.stateDirectory()
    let list = try list().map { path in
      try Failure.naming { try ForgottenList(file: path) }
    }
    let restored = try Failure.naming {
      try StateDirectory.restore(copy, to: directory, without: list)
    }
    Terminal.out(
      "\(directory): restored from \(copy), \(restored.check.entries) entries, verified"
        + (list == nil
          ? "" : "; \(restored.forgotten) people of the list were in it and are erased"))
    for line in restored.remains { Terminal.problem(line) }
    try tell(files ?? ProgrammeLoader.inForce(directory, now: now), directory, restored, now: now)
    if !restored.remains.isEmpty { throw ExitCode(Failure.problems) }
  }

  /// The list's path; nil when somebody said that there is none.
  private func list() throws -> String? {
    if withoutForgotten { return nil }
    if let forgotten { return forgotten }
    let parent = URL(fileURLWithPath: copy).standardizedFileURL.deletingLastPathComponent().path
    let found = [parent, copy].map { "\($0)/\(ForgottenList.name)" }
      .first { FileManager.default.fileExists(atPath: $0) }
    guard isatty(0) == 1 else {
      throw Failure(
        Failure.unavailable,
        "who was forgotten after this copy was made? name the newest list with --forgotten "
          + "\(found ?? "FILE"), or say --without-forgotten; nothing was done")
    }
    Terminal.out(
      "The newest list of the forgotten (convoke people forgotten --out), or none"
        + (found.map { " [\($0)]:" } ?? ":"))
    let answer = readLine() ?? ""
    if answer == "none" { return nil }
    guard let path = answer.isEmpty ? found : answer else {
      throw Failure(Failure.unavailable, "no list was named; nothing was done")
    }
    return path
  }

  private func tell(
    _ programme: Programme?, _ directory: String, _ restored: StateDirectory.Restored, now: Instant
  ) throws {
    if let last = restored.last { Terminal.out("It knows of nothing after \(last.rfc3339).") }
    guard let programme else {
      return Terminal.out("\(place.config) cannot be read: what would go again is not known.")
    }
    let (rows, drops) = try Failure.naming {
      try StateDirectory.owedAgain(directory, programme, now: now)
    }
    if rows.isEmpty { return Terminal.out("No mail is due at once.") }
    let mails = rows.reduce(0) { $0 + $1.line.count }
    Terminal.out("\(mails) mails are due at once, also those that went after the copy was made:")
    Terminal.table(
      ["EVENT", "STEP", "PEOPLE", "HELD BY"],
      rows.map { [$0.line.event, $0.line.step, "\($0.line.count)", $0.line.why] })
    let folders = "--config \(place.config) --state \(directory)"
    Terminal.out("Before you start the daemon, stop all mail:")
    Terminal.out("  convoke hold all \(folders)")
    Terminal.out("Then start it, give up what went already, and let go of the rest:")
    for (event, step) in drops { Terminal.out("  convoke drop \(event) \(step) \(folders)") }
    Terminal.out("  convoke release all \(folders)")
  }
}
