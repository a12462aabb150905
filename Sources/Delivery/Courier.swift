import Refusals

/// One courier: one thread, one connection, one mail after another.
final class Courier {
  /// Enough for libcurl with OpenSSL and a rendered mail; the default of 8 MB is address space for
  /// nothing.
  static let stackSize = 512 * 1024

  private let number: Int
  private let office: Office
  private let pulse: Pulse
  private var handle: EasyHandle?
  private var edition = 0
  /// Mails that went over this connection.
  private var carried = 0

  init(number: Int, office: Office, pulse: Pulse) {
    self.number = number
    self.office = office
    self.pulse = pulse
  }

  /// Returns when the desk or the office says so, or when there are fewer couriers wanted.
  func work() {
    BackgroundPriority.take()
    while true {
      switch office.turn(number, hasHandle: handle != nil) {
      case .hangUp: dropHandle()
      case .home: return dropHandle()
      case .go(let turn):
        guard case .parcel(let parcel) = office.desk.next() else {
          office.goHome(number, turn)
          return dropHandle()
        }
        pulse.beat()
        defer { pulse.rest() }
        if let current = office.takeOut(turn, number) {
          carry(parcel, in: current)
        } else {
          office.report(parcel, Office.Ending(outcome: .returned, isIdle: true), number, in: turn)
        }
      }
    }
  }

  private func carry(_ parcel: Parcel, in turn: Office.Turn) {
    if let defect = parcel.defect {
      let kind: SMTPRefusal.Kind = defect.hasPrefix("the message") ? .message : .address
      let verdict = SMTPRefusal(
        stage: .connect, kind: kind, code: 550, reply: "not sent: \(defect)")
      office.report(
        parcel, Office.Ending(outcome: .refused(verdict), isIdle: true), number, in: turn)
      return
    }
    var ending = attempt(parcel, in: turn)
    carried += 1
    if turn.relay.maxPerConnection > 0, carried >= turn.relay.maxPerConnection {
      ending.keepsSession = false
      dropHandle()
    }
    // A new handle reads the secret again and shares nothing with a connection that went wrong.
    if ending.trouble != nil { dropHandle() }
    office.report(parcel, ending, number, in: turn)
  }

  private func attempt(_ parcel: Parcel, in turn: Office.Turn) -> Office.Ending {
    let door = Door(
      mayOpen: { [office, number] in office.mayOpen(number, turn) },
      isIn: { [office, number] in office.isIn(number, turn) })
    do {
      var fresh = false
      while true {
        let evidence = try connection(for: turn).send(
          parcel, fresh: fresh, door: door, gate: office.desk.commit)
        switch Judgement(evidence) {
        case .settled(let outcome, let trouble):
          return Office.Ending(
            outcome: outcome, trouble: trouble, keepsSession: evidence.keepsSession)
        case .retryFresh: fresh = true
        }
      }
    } catch {
      let trouble = RelayTrouble(
        kind: .setup, stage: .connect,
        text: Printable.text("not ready to send: \(error)".utf8.prefix(300)), permanent: true)
      return Office.Ending(outcome: .returned, trouble: trouble)
    }
  }

  private func connection(for turn: Office.Turn) throws -> EasyHandle {
    if let handle, edition == turn.edition { return handle }
    dropHandle()
    let made = try EasyHandle(relay: turn.relay, stop: office.stop, pulse: pulse)
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
