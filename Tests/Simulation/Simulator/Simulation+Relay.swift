import Domain
import Engine
import Planning
import Refusals
import SMTPClient
import State
import Store

/// A relay that refuses everybody, for reasons of its own and in words of its own.
struct RefusingRelay {
  struct Words {
    /// With @ where the address stands.
    var line: String
    /// Whoever reads it knows that it is about the sender; else only that all get it shows that.
    var isPlain: Bool
  }

  /// As relays of the field have them; written down here without a look at the program's table.
  static let all = [
    Words(line: "550 5.4.5 Daily user sending limit exceeded", isPlain: true),
    Words(line: "550 relay not permitted", isPlain: true),
    Words(line: "554 5.7.1 <@>: Relay access denied", isPlain: true),
    Words(
      line: "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", isPlain: true),
    Words(
      line: "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
      isPlain: true),
    Words(line: "550 Your account has been suspended for sending", isPlain: true),
    Words(line: "550 Message rate limit exceeded", isPlain: true),
    Words(line: "550 High probability of spam", isPlain: true),
    Words(line: "550 5.0.0 authentication required", isPlain: true),
    Words(line: "550 5.6.9 <@> computer says no", isPlain: false),
    Words(line: "554 transaction 4711-@ failed", isPlain: false),
    Words(line: "551 5.1.6 <@>: not today", isPlain: false),
  ]

  var words: Words?
  /// Who was refused in these words with nobody accepted in between, and what they were told.
  var row: [Mail: String] = [:]
  /// What the program's delivery agents keep in mind.
  var run = RefusalRun()
  var refused: [UInt64: RefusedMail] = [:]
  var mails: UInt64 = 0

  /// The world's name of somebody's mail provider.
  static func place(_ person: String) -> String {
    "d\(person.utf8.reduce(0) { $0 + Int($1) } % 4).example"
  }

  mutating func accepts() {
    row = [:]
    run.end()
  }

  /// The program's memory is lost.
  mutating func restart() {
    row = [:]
    run = RefusalRun()
    refused = [:]
  }
}

extension Simulation {
  /// The relay goes away, refuses everybody, or is well again.
  mutating func changeRelay() {
    if relay.words != nil {
      relay.words = nil
      return note("the relay takes mail again")
    }
    if !isRelayDown, dice.isHeads(), let words = dice.pick(RefusingRelay.all) {
      relay.words = words
      relay.accepts()
      return note("the relay says to all: \(words.line)")
    }
    isRelayDown.toggle()
    note(isRelayDown ? "the relay is down" : "the relay is back")
  }

  /// At RCPT; judged by the program, and remembered here for what it is.
  mutating func refuse(_ delivery: SimulatedDelivery, in words: RefusingRelay.Words) throws {
    let address = "\(delivery.mail.person)@\(RefusingRelay.place(delivery.mail.person))"
    let line = words.line.split(separator: "@", omittingEmptySubsequences: false)
      .joined(separator: address)
    var reader = SMTPReplyReader()
    let reply = reader.take(Array(line.utf8))
    let evidence = TransferRecord(ending: .failed(55, ""), stage: .recipient, reply: reply)
    guard case .settled(var outcome, _) = TransferResult(evidence) else {
      throw broken(.relay, "\(line) is not understood")
    }
    relay.mails += 1
    var earlier: [UInt64] = []
    if case .refused(let refusal) = outcome {
      let mail = OutgoingMessage(
        id: relay.mails, envelopeFrom: "", recipient: address, message: [], label: "")
      if let named = relay.run.note(refusal, mail) {
        earlier = named
        outcome = .deferred(refusal)
      } else {
        relay.refused[relay.mails] = RefusedMail(key: delivery.key, reply: refusal.reply)
      }
    }
    note("\(delivery.mail) is refused: \(line)")
    finish(delivery, outcome)
    engine.takeBack(earlier.compactMap { relay.refused[$0] })
    relay.row[delivery.mail] = line
    try checkRow(words)
  }

  /// Nobody has failed, and no address is given up, for what the relay says to everybody.
  private func checkRow(_ words: RefusingRelay.Words) throws {
    let journal = engine.journal.status
    guard !isDead, journal.readOnly == nil, !journal.needsReplay, !engine.read({ $0.needsRebuild })
    else { return }
    let people = Set(relay.row.keys.map(\.person))
    let places = Set(people.map(RefusingRelay.place))
    guard words.isPlain || people.count >= 5 && places.count >= 3 else { return }
    let row = relay.row
    let failed: String? = engine.read { current in
      let state = current.state
      for (event, record) in state.events {
        var keys = record.steps.flatMap { step, ledger in
          ledger.people(in: [.failed]).map { DeliveryKey(event: event, step: step, person: $0) }
        }
        keys += record.occurrences.filter { $0.value.state == .failed }.keys
        for key in keys {
          let mail = Mail(key, state.people)
          if let line = row[mail], state.attempt(key)?.reply == line {
            return "\(mail) has failed for \(line)"
          }
        }
      }
      for (mail, line) in row {
        if let number = state.people.existing(mail.person), state.suppressed[number] == line {
          return "\(mail.person) is given up for \(line)"
        }
      }
      return nil
    }
    if let failed { throw broken(.relay, failed) }
  }
}
