import ArgumentParser
import Daemon
import Domain
import Glibc
import Store

struct PeopleForget: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Erase a person from journal, snapshots, spool and quarantine; for good.",
    discussion: """
      A keyed hash of the address stays, so that the next export of the CRM cannot bring the person \
      back. Stop the daemon first. Backups and the files in Config/people are yours to clean.
      """)

  @OptionGroup var place: Place
  @Argument(help: "An address or CRM id.") var person: String
  @Flag(help: "Do not ask.") var yes = false

  func run() throws {
    let (programme, _) = Workshop.read(place.config, now: Clock.now)
    let directory = place.stateDirectory(programme)
    try confirm()
    let gone: Workshop.Forgotten
    do {
      gone = try Failure.naming {
        try Workshop.forget(person, directory, roster: programme?.people)
      }
    } catch let failure as Failure where failure.exitCode == Failure.unavailable {
      throw Failure(
        failure.exitCode, failure.text + " (systemctl stop convoke): forget needs a store at rest")
    }
    Terminal.out("Forgotten: \(gone.lines) lines changed or erased, and nothing of \(person) left.")
    if let people = programme?.people, gone.isListed(in: people) {
      Terminal.out("\(place.config)/people still has a row: it is passed over; delete it too.")
    }
  }

  private func confirm() throws {
    if yes { return }
    guard isatty(0) == 1 else {
      throw Failure(Failure.usage, "forget cannot be undone; add --yes to go on")
    }
    Terminal.out("Erase everything about \(person)? It cannot be undone. Type yes:")
    guard readLine() == "yes" else { throw Failure(Failure.problems, "nothing was changed") }
  }
}

extension Workshop.Forgotten {
  fileprivate func isListed(in roster: Roster) -> Bool {
    ids.contains { roster.person(id: $0) != nil }
  }
}
