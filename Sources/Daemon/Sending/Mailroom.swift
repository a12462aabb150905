package import Delivery
import Domain
package import Letters
package import Logging
import Synchronization

/// Ties office, composer and couriers: a letter is composed when a connection is free for it.
package final class Mailroom: Sendable {
  private struct Open: Sendable {
    var jobs: [UInt64: Job] = [:]
    var last: UInt64 = 0
    var composer: Composer
  }

  private struct Job: Sendable {
    var key: DeliveryKey
    var email: String
    var messageID: String
    var date: Instant
  }

  /// Seconds that the relay may be away before the operators are told.
  private static let patience: Int64 = 900

  private let office: Office
  /// A guest's mail that goes to the host; nil when it is no longer kept.
  private let guestMail: @Sendable (_ digest: UInt64) -> [UInt8]?
  private let logger: Logger
  private let open: Mutex<Open>
  private let isStopping = Flagged(false)

  package init(
    office: Office, composer: Composer, logger: Logger,
    guestMail: @escaping @Sendable (_ digest: UInt64) -> [UInt8]? = { _ in nil }
  ) {
    self.office = office
    self.guestMail = guestMail
    self.logger = logger
    open = Mutex(Open(composer: composer))
  }

  /// The composer of a programme that came into force; letters under way keep the old one.
  package func replace(_ composer: Composer) { open.withLock { $0.composer = composer } }

  package var composer: Composer { open.withLock { $0.composer } }

  /// No parcel is handed out any more, and waiting couriers are woken.
  package func stop() {
    isStopping.set(true)
    office.bell.ring()
  }

  package var desk: DeliveryDesk {
    DeliveryDesk(
      next: { [self] in next() }, commit: { [self] in commit($0) },
      outcome: { [self] in finish($0, $1) }, relayTrouble: { [self] in trouble($0) },
      relayRecovered: { [self] in recovered() })
  }

  /// Blocks the courier's thread until there is something to send.
  private func next() -> NextParcel {
    while !isStopping.isSet {
      let mark = office.bell.mark
      if let (request, key) = office.take() {
        if let parcel = parcel(request, key) { return .parcel(parcel) }
        continue
      }
      office.bell.wait(after: mark, seconds: 1)
    }
    return .stop
  }

  private func parcel(_ request: LetterRequest, _ key: DeliveryKey) -> Parcel? {
    let composer = composer
    var request = request
    if case .system(.forward(var forward)) = request.kind {
      forward.mail = guestMail(forward.digest) ?? []
      request.kind = .system(.forward(forward))
    }
    do {
      let letter = try composer.compose(request)
      let id = open.withLock { open in
        open.last += 1
        open.jobs[open.last] = Job(
          key: key, email: letter.recipient.text, messageID: letter.messageID,
          date: request.instant)
        return open.last
      }
      return Parcel(
        id: id, envelopeFrom: letter.envelopeFrom, recipient: letter.recipient.text,
        message: letter.message, label: "\(key.event)/\(key.step)/\(request.person.id)")
    } catch {
      // The check lets no such programme into force: this is ours, and the person's name is known.
      logger.error(
        "a letter cannot be composed",
        metadata: [
          "step": "\(key.event)/\(key.step)", "person": "\(request.person.id)",
          "reason": "\(error)",
        ])
      office.finish(
        key, date: request.instant, .failed(reply: "cannot be composed: \(error)", suppress: false))
      return nil
    }
  }

  private func commit(_ id: UInt64) -> Bool {
    guard let job = open.withLock({ $0.jobs[id] }) else { return false }
    return office.commit(job.key, email: job.email, messageID: job.messageID, date: job.date)
  }

  private func finish(_ id: UInt64, _ outcome: Delivery.Outcome) {
    guard let job = open.withLock({ $0.jobs.removeValue(forKey: id) }) else { return }
    let report = Report(outcome)
    switch report {
    case .sent, .returned: break
    case .deferred, .failed, .doubt:
      logger.notice(
        "a mail was not accepted",
        metadata: [
          "step": "\(job.key.event)/\(job.key.step)", "to": "\(job.email)",
          "outcome": "\(report)",
        ])
    }
    office.finish(job.key, date: job.date, report)
  }

  private func recovered() {
    office.change { desk, _ in
      desk.relayTrouble = nil
      desk.relayTroubleSince = nil
      return ((), [])
    }
    logger.notice("the relay takes mail again")
  }

  private func trouble(_ trouble: RelayTrouble) {
    office.change { desk, now in
      desk.relayTrouble = trouble.text
      let since = desk.relayTroubleSince ?? now
      desk.relayTroubleSince = since
      // What passes by itself within minutes is not worth a mail.
      let isWorthAMail = trouble.permanent || now >= since.adding(seconds: Self.patience)
      return ((), isWorthAMail ? desk.alert(.relay, trouble.text, now: now) : [])
    }
    logger.error(
      "the relay takes no mail; nothing is lost",
      metadata: ["reason": "\(trouble.text)", "retry_in": "\(Int(trouble.retryIn.rounded(.up)))s"])
  }
}

extension Report {
  init(_ outcome: Delivery.Outcome) {
    switch outcome {
    case .sent(let reply): self = .sent(reply: reply)
    case .deferred(let verdict): self = .deferred(reply: verdict.reply)
    case .refused(let verdict): self = .failed(reply: verdict.reply, suppress: verdict.suppress)
    case .doubt(let text): self = .doubt(reply: text)
    case .aborted, .returned: self = .returned
    }
  }
}
