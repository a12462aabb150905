import Refusals

/// One delivery agent: one thread, one connection, one mail after another.
final class DeliveryAgent {
  /// Enough for libcurl with OpenSSL and a rendered mail; the default of 8 MB is address space for
  /// nothing.
  static let stackSize = 512 * 1024

  private let number: Int
  private let engine: AgentPool
  private let pulse: Heartbeat
  private var handle: EasyHandle?
  private var edition = 0
  /// Mails that went over this connection.
  private var carried = 0

  init(number: Int, engine: AgentPool, pulse: Heartbeat) {
    self.number = number
    self.engine = engine
    self.pulse = pulse
  }

  /// Returns when the source or the engine says so, or when there are fewer delivery agents wanted.
  func work() {
    BackgroundPriority.take()
    while true {
      switch engine.turn(number, hasHandle: handle != nil) {
      case .hangUp: dropHandle()
      case .home: return dropHandle()
      case .go(let turn):
        guard case .mail(let mail) = engine.desk.next() else {
          engine.retire(number, turn)
          return dropHandle()
        }
        pulse.beat()
        defer { pulse.rest() }
        if let current = engine.checkOut(turn, number) {
          carry(mail, in: current)
        } else {
          engine.report(mail, AgentPool.Ending(outcome: .returned, isIdle: true), number, in: turn)
        }
      }
    }
  }

  private func carry(_ mail: OutgoingMessage, in turn: AgentPool.Permit) {
    if let defect = mail.defect {
      let kind: SMTPRefusal.Kind = defect.hasPrefix("the message") ? .message : .address
      let refusal = SMTPRefusal(
        stage: .connect, kind: kind, code: 550, reply: "not sent: \(defect)")
      engine.report(
        mail, AgentPool.Ending(outcome: .refused(refusal), isIdle: true), number, in: turn)
      return
    }
    var ending = attempt(mail, in: turn)
    carried += 1
    if turn.relay.maxPerConnection > 0, carried >= turn.relay.maxPerConnection {
      ending.keepsSession = false
      dropHandle()
    }
    // A new handle reads the secret again and shares nothing with a connection that went wrong.
    if ending.trouble != nil { dropHandle() }
    engine.report(mail, ending, number, in: turn)
  }

  private func attempt(_ mail: OutgoingMessage, in turn: AgentPool.Permit) -> AgentPool.Ending {
    let door = SessionGate(
      mayOpen: { [engine, number] in engine.mayOpen(number, turn) },
      isIn: { [engine, number] in engine.isIn(number, turn) })
    do {
      var fresh = false
      while true {
        let evidence = try connection(for: turn).send(
          mail, fresh: fresh, door: door, gate: engine.desk.commit)
        switch TransferResult(evidence) {
        case .settled(let outcome, let trouble):
          return AgentPool.Ending(
            outcome: outcome, trouble: trouble, keepsSession: evidence.keepsSession)
        case .retryFresh: fresh = true
        }
      }
    } catch {
      let trouble = RelayTrouble(
        kind: .setup, stage: .connect,
        text: Printable.text("not ready to send: \(error)".utf8.prefix(300)), permanent: true)
      return AgentPool.Ending(outcome: .returned, trouble: trouble)
    }
  }

  private func connection(for turn: AgentPool.Permit) throws -> EasyHandle {
    if let handle, edition == turn.edition { return handle }
    dropHandle()
    let made = try EasyHandle(relay: turn.relay, stop: engine.stop, pulse: pulse)
    handle = made
    carried = 0
    edition = turn.edition
    return made
  }

  private func dropHandle() {
    handle?.retire()
    handle = nil
  }
}
