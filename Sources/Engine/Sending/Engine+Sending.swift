package import Domain
package import Letters
import Planning
package import Refusals
package import State
import Store
import Threading

/// A mail that was refused for good, in these words.
package struct RefusedMail: Sendable, Hashable {
  package var key: DeliveryKey
  package var reply: String

  package init(key: DeliveryKey, reply: String) {
    self.key = key
    self.reply = reply
  }
}

extension Engine {
  /// Takes the next due delivery; it is in flight until `finish`. What turns out to have nothing to
  /// say is given up on the way.
  package func take() -> (request: LetterRequest, key: DeliveryKey)? {
    take(with: {}).map { ($0.request, $0.key) }
  }

  /// As `take`, with what `look` finds in the same moment, under the lock: what is in force
  /// together with the rules by which the delivery was judged.
  package func take<R: Sendable>(
    with look: () -> R
  ) -> (request: LetterRequest, key: DeliveryKey, found: R)? {
    // A mail that could not be committed need not be begun.
    guard journal.status.readOnly == nil else { return nil }
    while let taken = takeNext(look) {
      if let request = taken.request { return (request, taken.key, taken.found) }
    }
    return nil
  }

  private func takeNext<R: Sendable>(
    _ look: () -> R
  ) -> (request: LetterRequest?, key: DeliveryKey, found: R)? {
    let now = environment.now()
    let (taken, _): ((LetterRequest?, DeliveryKey, R)?, Ticket?) = change { current, _ in
      // What people are owed for their own answers goes whatever the clock says.
      let isTimed = !current.clockGate.isWaiting
      guard let key = current.dueQueue.take(current.state, now: now, timed: isTimed) else {
        return (nil, [])
      }
      guard let request = LetterRequest(key, current, now: now) else {
        current.dueQueue.settle(key, current.state, now: now)
        return ((nil, key, look()), [.dropped(key)])
      }
      return ((request, key, look()), [])
    }
    return taken.map { ($0.0, $0.1, $0.2) }
  }

  /// All but the last bytes are with the server: looks once more, makes the commitment durable.
  /// False: the mail must not be finished. `meanwhile` is done while the disk works.
  package func commit(
    _ key: DeliveryKey, email: String, messageID: String, date: Instant,
    meanwhile: () -> Void = {}
  ) -> Bool {
    let (isWanted, ticket) = change { current, now in
      guard !current.needsRebuild, current.dueQueue.isStillDue(key, current.state, now: now) else {
        return (false, [])
      }
      return (true, [.committed(key, email: email, messageID: messageID, date: date)])
    }
    guard isWanted else { return false }
    meanwhile()
    do {
      try wait(ticket)
      return true
    } catch {
      return false
    }
  }

  /// Records how a delivery ended. Nobody waits for it: it is durable before the same delivery
  /// agent's next commitment is, so what is lost with the machine, and found as a doubt at the next
  /// start, is one mail a connection.
  package func finish(_ key: DeliveryKey, date: Instant, _ outcome: DeliveryOutcome) {
    change { current, now in
      var entries: [Entry] = []
      switch outcome {
      case .sent(let reply):
        current.dueQueue.accepted(key)
        entries = [.sent(key, reply: reply)]
      case .deferred(let refusal):
        let wasCommitted = current.state.delivery(key) == .committed
        let count = (current.state.attempt(key)?.count ?? 0) + (wasCommitted ? 0 : 1)
        entries = [
          .deferred(
            key, date: date, count: count,
            next: Backoff.next(after: now, count: count, key: key), reply: refusal.reply)
        ]
      case .refused(let refusal):
        let hold = current.dueQueue.refused(key, current.state, now: now)
        // The hold stands first: a power cut that takes part of this leaves no step that goes on.
        entries =
          [hold, .failed(key, reply: refusal.reply)].compactMap(\.self)
          + Decide.refusal(
            of: key.person, refusal.evidence, why: refusal.reply, current.state, now: now)
        if hold != nil {
          let text = "\(key.event) \(key.step): too many people were refused, the others are held"
          entries += current.alert(.refused, text, now: now)
        }
      case .doubt(let why):
        current.dueQueue.accepted(key)
        entries = Decide.doubt(key, current.state, current.programme, why: why, now: now)
      case .aborted, .returned: break
      }
      return ((), entries)
    } after: { current, now in
      current.dueQueue.settle(key, current.state, now: now)
    }
    wakeUp.ring()
  }

  /// What was refused for good before it was known that the relay refuses everybody is to be tried
  /// again, and no address is given up for it. What a failing disk does not take of this, a tick
  /// does again.
  package func takeBack(_ refused: [RefusedMail]) {
    if refused.isEmpty, read({ $0.toTakeBack.isEmpty }) { return }
    let (owed, ticket) = change { current, now in
      current.toTakeBack += refused
      let owed = current.toTakeBack
      return (owed, owed.flatMap { Self.takenBack($0, current.state, now) })
    } after: { current, now in
      for mail in current.toTakeBack {
        _ = current.dueQueue.touch(mail.key.event, mail.key.person, current.state, now: now)
      }
    }
    guard (try? wait(ticket)) != nil else { return }
    change { current, _ in
      current.toTakeBack.removeAll { owed.contains($0) }
      return ((), [])
    }
  }

  /// An address is one again whatever has become of the mail, which an operator may have had tried
  /// again since.
  private static func takenBack(
    _ mail: RefusedMail, _ state: borrowing State, _ now: Instant
  ) -> [Entry] {
    var entries: [Entry] = []
    let attempt = state.attempt(mail.key)
    if state.delivery(mail.key) == .failed, attempt?.reply == mail.reply {
      let count = attempt?.count ?? 1
      entries.append(
        .deferred(
          mail.key, date: attempt?.date ?? now, count: count,
          next: Backoff.next(after: now, count: count, key: mail.key), reply: mail.reply))
    }
    if state.suppressed[mail.key.person] == mail.reply {
      entries.append(.reachable(person: mail.key.person))
    }
    return entries
  }
}
