import ArgumentParser
import Daemon
import Domain
import FoundationEssentials
import Letters
import Planning
import Queries
import Rehearsal
import SMTPClient
import StateFolder

struct Preview: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show one message exactly as it would be sent.",
    discussion: """
      --open shows every step of the event side by side in a browser. --send-to mails a
      test, marked as one, to somebody who wants to see the message in a mail program.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case eml, html, text }

  @OptionGroup var place: NetworkLocation
  @Argument(help: "The event.") var event: String
  @Argument(help: "The step; with --open it may be left out.") var step: String?
  @Option(help: ArgumentHelp("For whom: an address or CRM id.", valueName: "email")) var to: String
  @Option(help: "eml (the bytes), html or text.") var format = Format.text
  @Flag(help: "All steps of the event as a page in the browser.") var open = false
  @Flag(help: "As the files say it, before a reload puts them in force.") var files = false
  @Option(
    help: ArgumentHelp("Mail it to this address, marked as a test.", valueName: "me"))
  var sendTo: String?

  func validate() throws {
    if step == nil, !open { throw ValidationError("name a step, or say --open for all of them") }
    if open, sendTo != nil { throw ValidationError("either --open or --send-to, not both") }
  }

  func run() throws {
    let desk = try LetterPreview(place, event: event, to: to, files: files, now: Clock.now)
    let chosen = try step.map(desk.step)
    if open { return try show(desk, at: chosen) }
    guard let chosen else { return }
    if let sendTo { return try mail(desk, chosen, to: sendTo) }
    let letter = try desk.letter(chosen)
    switch format {
    case .eml: Terminal.out(mail: letter.message)
    case .html: Terminal.out(letter.page())
    case .text: Terminal.out("Subject: \(letter.subject)\n\n\(letter.text)")
    }
  }

  private func show(_ desk: LetterPreview, at chosen: Step?) throws {
    let page = PreviewPage(
      title: desk.title, reader: desk.reader,
      sheets: try desk.steps.map {
        PreviewPage.Sheet(step: $0.name, when: desk.when($0), letter: try desk.letter($0))
      })
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("convoke-preview-\(UUID().uuidString)")
    // Its links are a partner's own: nobody else on this machine may read them.
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let file = folder.appendingPathComponent(event + ".html")
    try Data(page.html.utf8).write(to: file)
    let address = "file://\(file.path)" + (chosen.map { "#\($0.name)" } ?? "")
    Terminal.out(address)
    Browser.open(address)
  }

  private func mail(_ desk: LetterPreview, _ step: Step, to text: String) throws {
    let tester: MailAddress
    do {
      tester = try MailAddress(text)
    } catch { throw Failure(Failure.usage, "--send-to '\(text)': \(error)") }
    let programme = desk.books.programme
    if let refusal = TestMail.refusal(tester, programme) {
      throw Failure(Failure.problems, refusal)
    }
    if !files, try sentByDaemon(desk, step, to: tester) { return }
    let letter = try desk.letter(step, testTo: tester)
    let relay: Relay
    do {
      relay = try Relay(checking: programme)
    } catch { throw Failure(Failure.configuration, "not sent: \(error)") }
    try record(letter, step, to: tester, desk)
    do {
      let reply = try TestMail(letter).send(by: relay).reply
      Terminal.out("Sent to \(tester.text): \(letter.subject) (\(reply))")
    } catch { throw Failure(error.exitCode, "not sent: \(error)") }
  }

  /// A running daemon has the secrets, and sends what is in force with its own signature; false: none
  /// runs.
  private func sentByDaemon(
    _ desk: LetterPreview, _ step: Step, to tester: MailAddress
  ) throws -> Bool {
    let directory = try place.stateDirectory()
    guard ControlClient.isServed(state: directory) else { return false }
    let request = ControlRequest(
      command: "send-preview",
      arguments: ["event": event, "step": step.name, "person": desk.id, "to": tester.normalized])
    guard let reply = ControlClient.ask(request, state: directory) else {
      throw Failure(
        Failure.unavailable, "the daemon gave no answer: whether the mail went is not known")
    }
    for line in reply.out { Terminal.out(line) }
    for line in reply.errors { Terminal.problem(line) }
    if reply.exitCode != 0 { throw ExitCode(Int32(reply.exitCode)) }
    return true
  }

  /// The journal knows of it first: nothing leaves that it could not explain. A network that was
  /// never served has no journal yet.
  private func record(
    _ letter: Letter, _ step: Step, to tester: MailAddress, _ desk: LetterPreview
  ) throws {
    guard StateDirectory.hasStore(try place.stateDirectory()) else { return }
    try place.change(
      [
        ControlRequest(
          command: "tested",
          arguments: [
            "event": event, "step": step.name, "person": desk.id, "to": tester.normalized,
            "message_id": letter.messageID,
          ])
      ], now: desk.now, quiet: true)
  }
}
