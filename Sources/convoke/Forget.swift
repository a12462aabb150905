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
      back. A running daemon goes on meanwhile. Backups and the files in Config/people are yours to \
      clean.
      """)

  @OptionGroup var place: Place
  @Argument(help: "An address or CRM id.") var person: String
  @Flag(help: "Do not ask; without a terminal nobody is asked.") var yes = false

  func run() throws {
    let (programme, _) = Workshop.read(place.config, now: Clock.now)
    let directory = place.stateDirectory()
    try confirm()
    let request = ControlRequest(command: "forget", arguments: ["person": person])
    if let reply = ControlClient.ask(request, state: directory) {
      for line in reply.out { Terminal.out(line) }
      for line in reply.errors { Terminal.problem(line) }
      if reply.exitCode != 0 { throw ExitCode(Int32(reply.exitCode)) }
    } else {
      let gone = try Failure.naming {
        try Workshop.forget(person, directory, roster: programme?.people)
      }
      Terminal.out(gone.text(person))
    }
    if let people = programme?.people, Self.isListed(person, in: people) {
      Terminal.out("\(place.config)/people still has a row: it is passed over; delete it too.")
    }
  }

  /// Asks whoever sits at a terminal; a script has decided already.
  private func confirm() throws {
    if yes || isatty(0) != 1 { return }
    Terminal.out("Erase everything about \(person)? It cannot be undone. Type yes:")
    guard readLine() == "yes" else { throw Failure(Failure.problems, "nothing was changed") }
  }

  private static func isListed(_ who: String, in roster: Roster) -> Bool {
    roster.person(id: who) != nil
      || (try? MailAddress(who)).map { roster.index(ofAddress: $0) != nil } == true
  }
}
