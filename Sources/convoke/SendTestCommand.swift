import ArgumentParser
import ConfigReader
import Daemon
import Domain
import Letters
import StateFolder

struct SendTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send-test",
    abstract: "Send one mail over the configured relay, and say what the server said.",
    discussion: """
      A running daemon sends it itself, with its own secrets, on what is in force. Without one
      this command does, as the files say, when it can read the secrets. It is tried once and
      takes half a minute at most. [send] only_to holds. Exit 1: the server said no.
      Exit 75: nothing could be handed over, or nobody knows.
      """)

  @OptionGroup var place: NetworkLocation
  @Argument(help: "Who gets it.") var address: String

  func run() throws {
    let tester: MailAddress
    do {
      tester = try MailAddress(address)
    } catch { throw Failure(Failure.usage, "'\(address)' is no address: \(error)") }
    let directory = try place.stateDirectory()
    if let other = place.elsewhere(directory) {
      throw Failure(
        Failure.unavailable, "not sent: \(other.text); use --state \(other.state)")
    }
    let request = ControlRequest(command: "send-test", arguments: ["to": tester.text])
    if ControlClient.isServed(state: directory) {
      guard let reply = ControlClient.ask(request, state: directory) else {
        throw Failure(
          Failure.unavailable, "the daemon gave no answer: whether the mail went is not known")
      }
      return try show(reply, by: "the daemon (process \(reply.pid ?? 0)), on what is in force")
    }
    try show(send(tester, directory), by: "this command, as the files say: no daemon runs")
  }

  private func send(_ tester: MailAddress, _ directory: String) throws -> ControlReply {
    let now = Clock.now
    let programme = try place.programme(now: now, quiet: true)
    let test: SendTest
    do {
      test = try SendTest(
        programme, keys: Failure.naming { try StateDirectory.previewKeys(directory) })
    } catch let error as SecretReader.Unreadable {
      throw Failure(
        Failure.unavailable,
        "not sent: \(error); no daemon answers on \(directory)/control.sock that could read it: "
          + "start it (systemctl start convoke) and send again")
    }
    return try test.run(to: tester, now: now) { request in
      // The journal knows of it first. A network that was never served has none yet.
      if StateDirectory.hasStore(directory) { try place.change([request], now: now, quiet: true) }
      return ControlReply()
    }
  }

  private func show(_ reply: ControlReply, by whom: String) throws {
    for line in reply.out.dropLast() { Terminal.out(line) }
    if let last = reply.out.last { Terminal.out(last.dropLast() + ", by \(whom).") }
    for line in reply.errors { Terminal.problem(line) }
    if reply.exitCode != 0 { throw ExitCode(Int32(reply.exitCode)) }
  }
}
