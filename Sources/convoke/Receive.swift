import ArgumentParser
import ConfigReader
import Daemon
import Domain
import FoundationEssentials
import Glibc
import Store

struct Receive: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take one mail from a mail server, on stdin.",
    discussion: """
      For a Postfix pipe or an alias; see docs/inbound.md. The mail is on stable storage in \
      State/spool when the exit code is 0; on any failure it is 75, and the server tries again. \
      No daemon is needed: it reads the spool when it runs.
      """)

  @OptionGroup var place: Place
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
      let mail = try Spool.bytes(0, "the mail on stdin", limit: Spool.largestMail)
      guard !mail.isEmpty else { throw Failure(Failure.unavailable, "there is no mail on stdin") }
      let state = try stateDirectory()
      guard FileManager.default.fileExists(atPath: state) else {
        throw Failure(Failure.unavailable, "\(state): is not there; has convoke serve ever run?")
      }
      try StoreLock.checkOwner(state)
      let spool = Spool(state: state)
      try spool.prepare()
      try spool.deposit(
        SpooledMail(
          sender: SpooledMail.sender(argument: sender ?? environment("SENDER")),
          recipient: recipient ?? environment("ORIGINAL_RECIPIENT") ?? environment("RECIPIENT"),
          mail: mail), now: Clock.now.milliseconds)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(Failure.unavailable, "\(error)")
    }
  }

  private func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  /// As for every command, but without reading more of the files than that one key.
  private func stateDirectory() throws -> String {
    if place.state != nil || !(environment("STATE_DIRECTORY") ?? "").isEmpty {
      return place.stateDirectory(store: nil)
    }
    return place.resolve(store: try ConfigReader.storeDirectory(config: place.config))
  }
}
