package import Domain
package import Letters
package import SMTPClient
import Threading

/// Sends one letter at once, over a connection of its own and outside the outbox: a test mail.
///
/// Promises what every sending does: TLS as configured, no secret in a text, the server's own words
/// when it refuses. It is tried once; whoever asked for it waits, and can ask again.
package struct TestMail: Sendable {
  package struct NotSent: Error, CustomStringConvertible {
    /// 1: the server said no. 75: no mail could be handed over, or nobody knows.
    package var exitCode: Int32
    package var description: String
  }

  private let letter: Letter

  package init(_ letter: Letter) { self.letter = letter }

  /// Whether `[send] only_to` lets a test go to an address; else the line to say.
  package static func refusal(_ tester: MailAddress, _ programme: Programme) -> String? {
    let allowed = programme.send.onlyTo
    if allowed.isEmpty || allowed.contains(where: { $0.normalized == tester.normalized }) {
      return nil
    }
    let names = allowed.map(\.text).joined(separator: ", ")
    return "not sent: [send] only_to is \(names), which does not name \(tester.text)"
  }

  /// Blocks until the server answered, for half a minute at most; throws `NotSent` with the reason.
  package func send(by relay: Relay) throws(NotSent) -> RelayVisit {
    let visit = RelayVisit.send(
      OutgoingMessage(
        id: 1, envelopeFrom: letter.envelopeFrom, recipient: letter.recipient.text,
        message: letter.message, label: "test"), to: relay)
    guard let complaint = visit.ending.complaint else { return visit }
    throw NotSent(
      exitCode: visit.ending.isRefusal ? 1 : 75, description: "\(relay): \(complaint)")
  }
}

extension RelayVisit {
  /// The server's words; empty where there are none.
  package var reply: String { if case .done(let reply) = ending { reply } else { "" } }
}
