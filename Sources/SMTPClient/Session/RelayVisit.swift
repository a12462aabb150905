package import Refusals
import Threading

/// One visit to a relay by itself, outside the delivery agents: a single mail, or only a login.
///
/// Promises what every sending does: TLS as configured, no secret in a text, each mail tried once.
/// It blocks the caller for `Timing.whole` seconds at most.
package struct RelayVisit: Sendable {
  package enum Ending: Sendable, Equatable {
    /// The server took the mail, or let us in; its reply.
    case done(reply: String)
    /// This mail was refused, for now or for good; nobody has it.
    case refused(SMTPRefusal)
    /// The relay takes no mail from us; nothing was said of this one.
    case trouble(RelayTrouble)
    /// The last byte left and no reply came.
    case doubt(String)
  }

  /// Whoever asked waits for it: far shorter than in the daemon's own sending. In seconds.
  package enum Timing {
    static let connect = 10
    static let reply = 20
    package static let whole = 25
  }

  package var ending: Ending
  /// Version and cipher of TLS; nil for a connection in clear.
  package var security: String?
  /// When the server's certificate ends, as OpenSSL words it: `Dec  3 05:21:07 2026 GMT`.
  package var certificateEnd: String?
  package var seconds: Double

  /// Hands over one mail.
  package static func send(_ mail: OutgoingMessage, to relay: Relay) -> RelayVisit {
    if let defect = mail.defect {
      let refusal = SMTPRefusal(
        stage: .connect, kind: .message, code: 550, reply: "not sent: \(defect)")
      return RelayVisit(ending: .refused(refusal), seconds: 0)
    }
    return visit(relay) { handle in
      try handle.send(mail, fresh: true, door: SessionGate(), gate: { _ in true })
    }
  }

  /// Connects, secures the connection and logs in; no mail is begun.
  package static func logIn(to relay: Relay) -> RelayVisit {
    visit(relay) { handle in try handle.logInOnly() }
  }

  private static func visit(
    _ relay: Relay, _ talk: (EasyHandle) throws -> TransferRecord
  ) -> RelayVisit {
    var relay = relay
    relay.timeouts.connect = Timing.connect
    relay.timeouts.reply = Timing.reply
    relay.timeouts.wholeMail = Timing.whole
    let start = MonotonicClock.now()
    do {
      let handle = try EasyHandle(relay: relay, stop: StopSignal(), pulse: Heartbeat())
      defer { handle.retire() }
      try handle.watchCertificate()
      let evidence = try talk(handle)
      return RelayVisit(
        ending: ending(evidence), security: handle.security, certificateEnd: handle.certificateEnd,
        seconds: MonotonicClock.now() - start)
    } catch {
      let trouble = RelayTrouble(
        kind: .setup, stage: .connect, text: Printable.text("\(error)".utf8.prefix(300)),
        permanent: true)
      return RelayVisit(ending: .trouble(trouble), seconds: MonotonicClock.now() - start)
    }
  }

  private static func ending(_ evidence: TransferRecord) -> Ending {
    if evidence.ending == .completed, evidence.stage != .final {
      return .done(reply: evidence.reply?.text ?? "")
    }
    switch TransferResult(evidence) {
    case .settled(_, let trouble?): return .trouble(trouble)
    case .settled(.sent(let reply), _): return .done(reply: reply)
    case .settled(.deferred(let refusal), _), .settled(.refused(let refusal), _):
      return .refused(refusal)
    case .settled(.doubt(let text), _): return .doubt(text)
    case .settled(.aborted, _), .settled(.returned, _), .retryFresh:
      return .trouble(
        RelayTrouble(
          kind: .unreachable, stage: evidence.stage, text: evidence.account, permanent: false))
    }
  }
}

extension RelayVisit.Ending {
  /// Whether the relay itself said no: waiting alone will not help.
  package var isRefusal: Bool {
    switch self {
    case .done, .doubt: return false
    case .refused: return true
    case .trouble(let trouble):
      switch trouble.kind {
      case .greeting, .sender, .relaying, .account: return trouble.permanent
      case .name, .unreachable, .tls, .authentication, .setup, .quota, .busy, .streak: return false
      }
    }
  }

  /// What happened and what to do, in one line; nil when all went well.
  package var complaint: String? {
    switch self {
    case .done: nil
    case .refused(let refusal):
      refusal.code == 0
        ? "the mail did not arrive: \(refusal.reply)"
        : "the relay refused the mail at \(refusal.stage.words): \(refusal.reply)"
    case .doubt(let text): "\(text); it may have arrived all the same: look before sending again"
    case .trouble(let trouble):
      "\(trouble.text) (at \(trouble.stage.words)); \(trouble.kind.remedy)"
    }
  }
}

extension Stage {
  /// For people: what was awaited.
  package var words: String {
    switch self {
    case .connect: "the connection"
    case .greeting: "its greeting"
    case .hello: "EHLO"
    case .startTLS: "STARTTLS"
    case .authentication: "the login"
    case .mail: "MAIL FROM"
    case .recipient: "RCPT TO"
    case .data: "DATA"
    case .body: "the message"
    case .final: "the end of the message"
    }
  }
}

extension RelayTrouble.Kind {
  /// Where the mistake is to be looked for.
  fileprivate var remedy: String {
    switch self {
    case .name: "check the host in [smtp] url, and this machine's name server"
    case .unreachable: "check host and port in [smtp] url, the firewall, and whether it runs"
    case .tls:
      "nothing went in clear: check the host in [smtp] url against the names in the certificate, "
        + "the roots of trust, and whether it offers TLS (smtp:// is STARTTLS, smtps:// is TLS at once)"
    case .greeting: "ask the relay's operator whether this machine may send there"
    case .authentication: "check [smtp] username and password"
    case .setup: "check the secret that [smtp] names, and its mode and owner"
    case .sender: "check that [mail] from and bounces may be used at this relay"
    case .relaying:
      "the relay takes no mail for others from us: check [smtp] username, and its rules"
    case .account: "ask the relay's operator about the account"
    case .quota: "what may be sent there is used up: wait, or ask for more"
    case .busy, .streak: "try again later"
    }
  }
}
