package import Refusals

/// What follows from the evidence of one transfer.
package enum TransferResult: Sendable, Equatable {
  /// The connection had gone stale in the meantime; on a fresh one at once, not counted.
  case retryFresh
  /// `trouble` is set when the relay itself is to be given a rest.
  case settled(DeliveryOutcome, trouble: RelayTrouble? = nil)
}

extension TransferResult {
  /// The decision table. What libcurl returned is used only where the server said nothing: its
  /// codes 55, 56 and 28 mean different things at different stages.
  package init(_ evidence: TransferRecord) {
    if evidence.stage == .final {
      self = Self.afterLastByte(evidence)
    } else if case .withdrawn(let reason) = evidence.ending {
      self = Self.withdrawn(reason, at: evidence.stage)
    } else if evidence.isStale {
      self = .retryFresh
    } else if let reply = evidence.reply, reply.isRefusal {
      self = Self.refused(by: reply, at: evidence.stage)
    } else {
      self = Self.silent(evidence)
    }
  }

  /// A final reply is authoritative, whatever happened to the connection then; without one nobody
  /// knows.
  private static func afterLastByte(_ evidence: TransferRecord) -> TransferResult {
    guard let reply = evidence.reply else {
      return .settled(.doubt("no reply after the last byte: " + evidence.account))
    }
    if reply.isPositive { return .settled(.sent(reply: reply.text)) }
    if reply.isRefusal { return refused(by: reply, at: .final) }
    return .settled(.doubt("no decision after the last byte: \(reply.text)"))
  }

  private static func withdrawn(
    _ reason: TransferRecord.Withdrawal, at stage: Stage
  ) -> TransferResult {
    switch reason {
    case .gate: .settled(.aborted)
    case .stopping, .noSession: .settled(.returned)
    case .noAuthentication(let offered):
      .settled(
        .returned,
        trouble: RelayTrouble(
          kind: .authentication, stage: .hello,
          text: "the server offers no authentication we can use (\(offered)); nothing was sent",
          permanent: true))
    case .noSMTPUTF8:
      .settled(
        .refused(
          SMTPRefusal(
            stage: stage, kind: .message, code: 550, enhanced: "5.6.7",
            reply: "the address needs SMTPUTF8, which the server does not offer")))
    case .tooLarge(let limit):
      .settled(
        .refused(
          SMTPRefusal(
            stage: stage, kind: .message, code: 552, enhanced: "5.3.4",
            reply: "the message is larger than the \(limit) bytes the server takes")))
    case .peerGone:
      .settled(
        .deferred(
          SMTPRefusal(
            stage: stage, kind: .transport, reply: "the server hung up while it got the message")))
    }
  }

  private static func refused(by reply: SMTPReply, at stage: Stage) -> TransferResult {
    let refusal = SMTPRefusal(stage: stage, refusal: reply)
    func trouble(_ kind: RelayTrouble.Kind) -> RelayTrouble {
      let kind = refusal.aboutUs == .quota ? .quota : kind
      let isOfConnection =
        [.connect, .greeting, .hello].contains(stage) || reply.code == 421
        || stage == .authentication && reply.code < 500
      return RelayTrouble(
        kind: kind, stage: stage,
        text: stage == .authentication ? "the login was refused: \(reply.text)" : reply.text,
        permanent: reply.code >= 500, isOfConnection: isOfConnection && kind != .quota)
    }
    switch stage {
    case .connect, .greeting, .hello: return .settled(.returned, trouble: trouble(.greeting))
    case .startTLS: return .settled(.returned, trouble: trouble(.tls))
    case .authentication: return .settled(.returned, trouble: trouble(.authentication))
    case .mail where refusal.kind == .message: return .settled(.refused(refusal))
    case .mail: return .settled(.returned, trouble: trouble(refusal.troubleKind ?? .sender))
    case .data where reply.code >= 500:
      return .settled(.returned, trouble: trouble(refusal.troubleKind ?? .busy))
    case .recipient, .data, .body, .final: break
    }
    if let kind = refusal.troubleKind {
      return .settled(.deferred(refusal), trouble: trouble(kind))
    }
    let isFinal = refusal.personal && refusal.permanent && stage != .body
    return .settled(isFinal ? .refused(refusal) : .deferred(refusal))
  }

  /// Before the last byte, and the server's last word was no refusal: safe to send again.
  private static func silent(_ evidence: TransferRecord) -> TransferResult {
    let text = evidence.account
    switch evidence.stage {
    // At MAIL nothing of a person was said yet but the tag.
    case .connect, .greeting, .hello, .startTLS, .authentication, .mail:
      let kind = evidence.troubleKind
      let permanent = kind == .tls || kind == .authentication
      return .settled(
        .returned,
        trouble: RelayTrouble(
          kind: kind, stage: evidence.stage, text: text, permanent: permanent,
          isOfConnection: kind == .unreachable || kind == .name))
    case .recipient, .data, .body, .final:
      let code = evidence.reply?.code ?? 0
      return .settled(
        .deferred(SMTPRefusal(stage: evidence.stage, kind: .transport, code: code, reply: text)))
    }
  }
}

extension SMTPRefusal {
  /// The trouble of the relay that a refusal is by itself; nil when it takes several to be one.
  fileprivate var troubleKind: RelayTrouble.Kind? {
    switch aboutUs {
    case .quota: return .quota
    case .rate: return .busy
    case .authentication: return .authentication
    case .relaying: return .relaying
    case .sender: return .sender
    case .account: return .account
    case .spam, .standing, nil: break
    }
    return kind == .busy ? .busy : kind == .authentication ? .authentication : nil
  }
}
