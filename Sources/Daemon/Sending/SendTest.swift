package import Domain
import Engine
package import Letters
import SMTPClient

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
    let recorded = try record(
      ControlRequest(
        command: "tested",
        arguments: ["step": "test", "to": tester.normalized, "message_id": letter.messageID]))
    guard recorded.exitCode == 0 else { return recorded }
    do {
      return ControlReply(out: try account(of: TestMail(letter).send(by: relay), letter))
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
