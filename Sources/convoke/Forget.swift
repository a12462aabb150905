import ArgumentParser
import Daemon
import Domain
import Glibc
import StateFolder
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

  @OptionGroup var place: NetworkLocation
  @Argument(help: "An address or CRM id.") var person: String
  @Flag(help: "Do not ask; without a terminal nobody is asked.") var yes = false

  func run() throws {
    let directory = try place.storeToChange()
    let (programme, _) = ProgrammeLoader.read(place.config, now: Clock.now)
    try confirm()
    let request = ControlRequest(command: "forget", arguments: ["person": person])
    let reply = ControlClient.ask(request, state: directory)
    if let reply {
      for line in reply.out { Terminal.out(line) }
      for line in reply.errors { Terminal.problem(line) }
      if ![0, Int(Failure.problems)].contains(reply.exitCode) || reply.out.isEmpty {
        throw ExitCode(Int32(reply.exitCode))
      }
      hints(programme)
      if reply.exitCode != 0 { throw ExitCode(Int32(reply.exitCode)) }
    } else {
      let gone = try Failure.naming {
        try Forgetting.forget(person, directory, programme: programme)
      }
      Terminal.out(gone.text(person))
      for line in gone.remains { Terminal.problem(line) }
      hints(programme)
      if !gone.remains.isEmpty { throw ExitCode(Failure.problems) }
    }
    NetworkLocation.say(reply, directory)
  }

  /// What is not below State/ and so not ours to erase.
  private func hints(_ programme: Programme?) {
    if let people = programme?.people, Self.isListed(person, in: people) {
      Terminal.out("\(place.config)/people still has a row: it is passed over; delete it too.")
    }
    Terminal.out(
      "Older backups still have them: keep 'convoke people forgotten --out FILE' beside those, and "
        + "convoke restore leaves them out.")
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
