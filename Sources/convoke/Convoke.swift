import ArgumentParser
import Glibc
import StateFolder

/// The command line: one file per command, each a thin shell over the libraries.
@main
struct Convoke: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convoke",
    abstract: "Runs a network's gatherings by mail.", version: version,
    subcommands: [
      Init.self, New.self, Serve.self, Reload.self, Check.self, Plan.self, Preview.self,
      Rehearse.self, Status.self,
      Explain.self, RSVP.self, RSVPs.self, Hold.self, Release.self, Retry.self, Drop.self,
      People.self, Desk.self, Receive.self, InboundCommand.self, StoreCommand.self, Restore.self,
      Demo.self, SendTestCommand.self, Doctor.self, Keys.self,
    ])

  static func main() async {
    // libdispatch tries to set the nice value of its threads, is refused, and would tell syslog of
    // each.
    setenv("LIBDISPATCH_LOG", "NO", 0)
    // A hang-up that comes before the daemon listens for it must not end the process.
    signal(SIGHUP, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot(Receive.arguments ?? OwnArguments.all)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as Failure {
      Terminal.error(failure.text)
      Glibc.exit(failure.exitCode)
    } catch  where exitCode(for: error) == .validationFailure {
      let lines = fullMessage(for: error).split(separator: "\n")
      let text = lines.first.map(String.init) ?? "wrong use"
      Terminal.error(
        (text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text) + " (see --help)")
      Glibc.exit(Receive.isAsked ? Failure.unavailable : Failure.usage)
    } catch {
      guard let failure = FileFailure(ifAny: error) else { exit(withError: error) }
      Terminal.error(failure.text)
      Glibc.exit(failure.exitCode)
    }
  }
}
