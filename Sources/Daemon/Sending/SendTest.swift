package import Domain
import Engine
package import Letters
import Queries
import SMTPClient
import State

/// `convoke send-test`: one mail over the configured relay, by whoever can read its secrets, which
/// is the daemon where there is one.
package struct SendTest: Sendable {
  private let programme: Programme
  private let composer: Composer
  private let relay: Relay

  /// Throws when a secret cannot be read.
  package init(_ programme: Programme, keys: SigningKeys) throws {
    self.programme = programme
    let key = try programme.mail.dkim.map { try SecretReader.text($0.key) }
    composer = try Composer(programme: programme, keys: keys, dkimKey: key)
    relay = try Relay(checking: programme)
  }

  /// Sends it, and says what was said. `record` writes down first that it goes.
  package func run(
    to tester: MailAddress, now: Instant, record: (ControlRequest) throws -> ControlReply
  ) throws -> ControlReply {
    if let refusal = TestMail.refusal(tester, programme) {
      return ControlReply(exitCode: 1, errors: ["convoke: \(refusal)"])
    }
    let language = programme.people.index(ofAddress: tester).map { programme.people[$0].language }
    let person = Person(
      id: tester.normalized, email: tester, language: language ?? programme.network.language)
    let letter = try composer.compose(
      LetterRequest(
        kind: .system(.test), event: nil, person: person, instant: now, testTo: tester))
    return try send(letter, ["step": "test", "to": tester.normalized], record) {
      account(of: $0, letter)
    }
  }

  /// Sends a letter that one person would get to a tester, and says what the server said.
  package func run(
    preview request: LetterRequest, _ about: [String: String],
    record: (ControlRequest) throws -> ControlReply
  ) throws -> ControlReply {
    if let tester = request.testTo, let refusal = TestMail.refusal(tester, programme) {
      return ControlReply(exitCode: 1, errors: ["convoke: \(refusal)"])
    }
    let letter = try composer.compose(request)
    return try send(letter, about, record) {
      ["Sent to \(letter.recipient.text): \(letter.subject) (\($0.reply))"]
    }
  }

  /// The journal knows of it first: nothing leaves that it could not explain.
  private func send(
    _ letter: Letter, _ about: [String: String],
    _ record: (ControlRequest) throws -> ControlReply, _ account: (RelayVisit) -> [String]
  ) throws -> ControlReply {
    let recorded = try record(
      ControlRequest(
        command: "tested",
        arguments: about.merging(["message_id": letter.messageID]) { $1 }))
    guard recorded.exitCode == 0 else { return recorded }
    do {
      return ControlReply(out: account(try TestMail(letter).send(by: relay)))
    } catch {
      return ControlReply(
        exitCode: Int(error.exitCode), errors: ["convoke: not sent: \(error)"])
    }
  }

  private func account(of visit: RelayVisit, _ letter: Letter) -> [String] {
    let smtp = programme.smtp
    let login = smtp.username.map { ", login as \($0)" } ?? ", no login"
    let mail = programme.mail
    return [
      "Relay:      \(relay), \(visit.security ?? "in clear")\(login)",
      "From:       \(mail.from.address.text), envelope \(letter.envelopeFrom)",
      "Signed:     "
        + (mail.dkim.map { "DKIM d=\($0.domain) s=\($0.selector)" } ?? "no, [mail] dkim is not set"),
      "Message-ID: <\(letter.messageID)>",
      "Answer:     \(visit.reply), after \(Self.text(seconds: visit.seconds))",
      "Sent to \(letter.recipient.text).",
    ]
  }

  /// `0.4 s`
  private static func text(seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) s"
  }
}

extension SendTest {
  /// `convoke preview --send-to` in the daemon, which has the secrets: a letter of what is in force.
  static func preview(
    _ commands: Commands, _ arguments: [String: String], keys: SigningKeys
  ) -> ControlReply {
    let engine = commands.engine
    let (id, step, who) = (arguments["event"], arguments["step"], arguments["person"])
    guard let id, let step, let who, let text = arguments["to"],
      let tester = try? MailAddress(text)
    else { return ControlReply(exitCode: 64, errors: ["not a request"]) }
    let now = engine.environment.now()
    let (programme, request) = engine.read { current -> (Programme, LetterRequest?) in
      guard let person = NetworkView(current).find(who),
        let step = current.programme.event(id)?.step(step)
      else { return (current.programme, nil) }
      let key = DeliveryKey(
        event: id, step: step.name, person: person, occurrence: step.isTimed ? 0 : 1)
      var request = LetterRequest(key, current, now: now)
      if request?.answer == nil, !step.isTimed { request?.suppose(step) }
      request?.testTo = tester
      return (current.programme, request)
    }
    guard let request else {
      return ControlReply(
        exitCode: 1, errors: ["convoke: \(who) gets no mail \(step) of \(id) as it is in force"])
    }
    do {
      return try SendTest(programme, keys: keys).run(
        preview: request,
        ["event": id, "step": step, "person": who, "to": tester.normalized]
      ) { commands.handle($0) }
    } catch {
      return ControlReply(exitCode: 75, errors: ["convoke: not sent: \(error)"])
    }
  }

  /// In the daemon, on the programme in force.
  static func inDaemon(
    _ commands: Commands, to text: String, keys: SigningKeys
  ) -> ControlReply {
    let engine = commands.engine
    do {
      let test = try SendTest(engine.read { $0.programme }, keys: keys)
      return try test.run(
        to: MailAddress(text), now: engine.environment.now(), record: { commands.handle($0) })
    } catch let error as AddressProblem {
      return ControlReply(exitCode: 64, errors: ["convoke: not sent: \(error)"])
    } catch {
      return ControlReply(exitCode: 75, errors: ["convoke: not sent: \(error)"])
    }
  }
}
