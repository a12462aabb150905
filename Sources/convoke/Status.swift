import ArgumentParser
import Daemon
import Domain
import JSONLines
import Queries
import StateFolder

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show events, answers, deliveries, holds and doubts.")

  @OptionGroup var place: NetworkLocation
  @Flag(
    help: ArgumentHelp(
      "Show only who did not get a mail that was due, and why.",
      discussion: "Held, in doubt, refused, too late, put off, or to an address that is given up."))
  var undelivered = false
  @Argument(help: "With --undelivered: only this event.") var event: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if event != nil, !undelivered {
      throw ValidationError("an event goes with --undelivered; see convoke plan EVENT")
    }
  }

  func run() throws {
    let now = Clock.now
    guard try place.storeToRead() != nil else {
      if json { Terminal.out(json: undelivered ? Array("[]".utf8) : try empty(now).json.finish()) }
      return
    }
    let (books, entries, isConfigValid) = try place.books(now: now)
    if undelivered { return try show(books, now: now) }
    var report = books.status(now: now, entries: entries, isConfigValid: isConfigValid)
    report.waiting = books.waiting(now: now)
    let directory = try place.stateDirectory()
    let daemon = ControlClient.ask(ControlRequest(command: "status"), state: directory)
    report.store = [
      ("directory", directory), ("daemon", daemon == nil ? "not running" : "running"),
    ]
    if let lines = daemon?.out {
      for line in lines {
        let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2 { report.store.append((parts[0], parts[1])) }
      }
    }
    // A reload may be refused for more than what the files say.
    if report.store.contains(where: { $0.key == "refused" }) { report.isConfigValid = false }
    if json { return Terminal.out(json: report.json.finish()) }
    show(report)
  }

  /// The form of a report, without anything in it.
  private func empty(_ now: Instant) throws -> StatusReport {
    let isValid = ProgrammeLoader.read(place.config, now: now).programme != nil
    return .empty(
      isConfigValid: isValid,
      store: [("directory", try place.stateDirectory()), ("daemon", "not running")])
  }

  private func show(_ books: NetworkView, now: Instant) throws {
    if let event, books.programme.event(event) == nil {
      throw Failure(Failure.problems, "no event '\(event)'; see convoke status")
    }
    let lines = books.undelivered(event, now: now)
    if json { return Terminal.out(json: JSONObjectWriter.array(lines.map(\.json))) }
    if lines.isEmpty { return Terminal.out("Everybody has what was due.") }
    Terminal.table(
      ["EVENT", "STEP", "PERSON", "STATE", "WHY"],
      lines.map { [$0.event, $0.step, $0.email, $0.state, $0.why] })
  }

  private func show(_ report: StatusReport) {
    for wait in report.waiting { Terminal.out(wait.line) }
    Terminal.table(
      ["EVENT", "YES", "NO", "MAYBE", "WAIT", "SENT", "TO COME", "FAILED", "DOUBT", "MISSED"],
      report.events.map { event in
        [event.id] + ["yes", "no", "maybe", "waitinglist"].map { "\(event.counts[$0] ?? 0)" }
          + ["sent", "waiting", "failed", "doubt", "missed"].map { "\(event.deliveries[$0] ?? 0)" }
      })
    for hold in report.holds { Terminal.out("held: \(hold)") }
    for event in report.events where event.isDropped {
      Terminal.out("dropped: \(event.id): nothing goes until 'convoke release \(event.id)'")
    }
    for doubt in report.doubts { Terminal.out("in doubt: \(doubt)") }
    for address in report.unreachable.prefix(20) { Terminal.out("unreachable: \(address)") }
    if report.unreachable.count > 20 {
      Terminal.out("unreachable: \(report.unreachable.count - 20) more; see --json")
    }
    for (key, value) in report.store { Terminal.out("\(key): \(value)") }
    Terminal.out("entries: \(report.entries)")
    if !report.isConfigValid {
      Terminal.out(
        "What is in Config/ is not in force and was, or would be, refused: convoke check")
    }
  }
}
