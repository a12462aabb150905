import ArgumentParser
import ConfigReader
import Domain
import FoundationEssentials
import Glibc
import State
import StateFolder
import Store

struct Receive: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take one mail from a mail server, on stdin.",
    discussion: """
      For a Postfix pipe or an alias; see docs/inbound.md. The mail is on stable storage in \
      State/spool when the exit code is 0; on any failure it is 75, and the server tries again. \
      No daemon is needed: it reads the spool when it runs.
      """)

  @OptionGroup var place: NetworkLocation
  @Option(
    help: ArgumentHelp(
      "The envelope's sender, empty for the null sender. Default: $SENDER.", valueName: "address"))
  var sender: String?
  @Option(
    help: ArgumentHelp(
      "The envelope's recipient. Default: $ORIGINAL_RECIPIENT, $RECIPIENT.", valueName: "address"))
  var recipient: String?

  /// Whether this is the command of the line: its every failure is one to try again.
  static var isAsked: Bool { OwnArguments.all.first == "receive" }

  /// The arguments of the line, with the null sender as it can be read: `--sender=${sender}` of a
  /// pipe(8) becomes `--sender=`, which is an option without a value. Nil for other commands.
  static var arguments: [String]? {
    guard isAsked else { return nil }
    return OwnArguments.all.compactMap { argument in
      switch argument {
      case "--sender=": "--sender=<>"
      case "--recipient=": nil
      default: argument
      }
    }
  }

  func run() throws {
    // A limit on the size of files is a failure of the write and no end of the process.
    signal(SIGXFSZ, SIG_IGN)
    do {
      let state = try stateDirectory()
      guard StateDirectory.hasStore(state) else {
        throw Failure(Failure.unavailable, "no store at \(state); has convoke serve ever run?")
      }
      let mail = try Spool.bytes(0, "the mail on stdin", limit: Spool.largestMail)
      guard !mail.isEmpty else { throw Failure(Failure.unavailable, "there is no mail on stdin") }
      let spool = Spool(state: state)
      try spool.prepare()
      try spool.deposit(
        SpooledMail(
          sender: SpooledMail.sender(argument: sender ?? environment("SENDER")),
          recipient: recipient ?? environment("ORIGINAL_RECIPIENT") ?? environment("RECIPIENT"),
          mail: mail), now: Clock.now.milliseconds)
    } catch let failure as Failure {
      throw Failure(Failure.unavailable, failure.text)
    } catch {
      throw Failure(Failure.unavailable, "\(error)")
    }
  }

  private func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  /// As for every command; but where the files do not say where the state is, nobody knows.
  private func stateDirectory() throws -> String {
    let isNamed = ["CONVOKE_STATE", "STATE_DIRECTORY"].contains { !(environment($0) ?? "").isEmpty }
    if place.state == nil, !isNamed { _ = try ConfigReader.storeDirectory(config: place.config) }
    return try place.stateDirectory()
  }
}
