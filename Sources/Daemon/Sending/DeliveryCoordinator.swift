import Domain
package import Engine
package import Letters
package import Logging
import NIOConcurrencyHelpers
import Refusals
package import SMTPClient
import State
package import StateFolder
import Threading

/// Ties engine, composer and delivery agents: a letter is composed when a connection is free for
/// it.
package final class DeliveryCoordinator: Sendable {
  struct Open: Sendable {
    var jobs: [UInt64: Job] = [:]
    var last: UInt64 = 0
    /// Since when the letters that are being composed have been.
    var composing: [UInt64: ContinuousClock.Instant] = [:]
    var suspects = PoisonMail()
    /// Composed ahead; the first is the oldest. Their jobs are open.
    var shelf: [PrefetchedMessage] = []
    /// Refused for good lately; the relay may turn out to be to blame.
    var refused: [(id: UInt64, mail: RefusedMail)] = []
    /// What was last told of the relay in the log.
    var told: AnnouncedTrouble?
  }

  struct Job: Sendable {
    var key: DeliveryKey
    var email: String
    var messageID: String
    var date: Instant
    /// Its place in the list of mails in flight.
    var slot: Int?
    /// When it was ready to go.
    var since: ContinuousClock.Instant
  }

  let engine: Engine
  /// Of the programme in force.
  let composer: @Sendable () -> Composer
  /// A guest's mail that goes to the host; nil when it is no longer kept.
  private let guestMail: @Sendable (_ digest: UInt64) -> [UInt8]?
  let logger: Logger
  let list: InFlightList?
  let metrics: Metrics?
  let steps: StepLog
  let open: NIOLockedValueBox<Open>
  let isStopping = AtomicFlag(false)

  /// `list`: where mails under way are noted; a mail that the process died with three times is held
  /// now.
  package init(
    engine: Engine, composer: @escaping @Sendable () -> Composer,
    list: InFlightList? = nil, metrics: Metrics? = nil,
    logger: Logger,
    guestMail: @escaping @Sendable (_ digest: UInt64) -> [UInt8]? = { _ in nil }
  ) {
    self.engine = engine
    self.composer = composer
    self.guestMail = guestMail
    self.logger = logger
    self.list = list
    self.metrics = metrics
    steps = StepLog(logger)
    open = NIOLockedValueBox(Open())
    if let list { accuse(list.suspects) }
  }

  /// No mail is handed out any more, and waiting delivery agents are woken.
  package func stop() {
    isStopping.set(true)
    clearShelf()
    engine.wakeUp.ring()
  }

  /// For how many seconds the oldest letter in the making has been composed; 0 without one.
  package var longestComposition: Double {
    let since = open.withLockedValue { $0.composing.values.min() }
    guard let passed = since?.duration(to: .now).components else { return 0 }
    return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
  }

  package var desk: DeliverySource {
    DeliverySource(
      next: { [self] in next() }, commit: { [self] in commit($0) },
      outcome: { [self] in finish($0, $1) }, relayTrouble: { [self] in trouble($0) },
      relayRecovered: { [self] in recovered() }, connections: { [self] in note($0) })
  }

  /// Blocks the delivery agent's thread until there is something to send.
  private func next() -> NextMessage {
    while !isStopping.isSet {
      let mark = engine.wakeUp.mark
      if let mail = parcelFromShelf() { return .mail(mail) }
      if let (request, key, composer) = engine.take(with: composer) {
        guard awaitTurn(key) else {
          engine.finish(key, date: request.instant, .returned)
          continue
        }
        if let mail = mail(request, key, composer) { return .mail(mail) }
        continue
      }
      engine.wakeUp.wait(after: mark, seconds: 1)
    }
    return .stop
  }

  func mail(_ request: LetterRequest, _ key: DeliveryKey, _ composer: Composer) -> OutgoingMessage?
  {
    let slot = enter(key)
    steps.began(key, engine)
    let begin = ContinuousClock.now
    let id = open.withLockedValue { open in
      open.last += 1
      open.composing[open.last] = begin
      return open.last
    }
    var request = request
    if case .system(.forward(var forward)) = request.kind {
      forward.mail = guestMail(forward.digest) ?? []
      request.kind = .system(.forward(forward))
    }
    do {
      let letter = try composer.compose(request)
      let ready = ContinuousClock.now
      metrics?.composing.observe(begin.duration(to: ready))
      open.withLockedValue { open in
        open.composing[id] = nil
        open.jobs[id] = Job(
          key: key, email: letter.recipient.text, messageID: letter.messageID,
          date: request.instant, slot: slot, since: ready)
      }
      return OutgoingMessage(
        id: id, envelopeFrom: letter.envelopeFrom, recipient: letter.recipient.text,
        message: letter.message, label: "\(key.event)/\(key.step)/\(request.person.id)")
    } catch {
      open.withLockedValue { $0.composing[id] = nil }
      leave(key, slot, isOver: true)
      // The check lets no such programme into force: this is ours.
      logger.error(
        "a letter cannot be composed",
        metadata: [
          "step": "\(key.event)/\(key.step)", "reason": "\(error)",
          "who": "convoke status --undelivered \(key.event)",
        ])
      engine.finish(
        key, date: request.instant,
        .refused(
          SMTPRefusal(
            stage: .connect, kind: .message, code: 550, reply: "cannot be composed: \(error)")))
      return nil
    }
  }

  private func commit(_ id: UInt64) -> Bool {
    guard let job = open.withLockedValue({ $0.jobs[id] }) else { return false }
    let begin = ContinuousClock.now
    var composing = Duration.zero
    defer { metrics?.committing.observe(begin.duration(to: .now) - composing) }
    return engine.commit(
      job.key, email: job.email, messageID: job.messageID, date: job.date,
      meanwhile: { composing = ContinuousClock().measure { prepareAhead() } })
  }

  func finish(_ id: UInt64, _ outcome: DeliveryOutcome) {
    guard let job = open.withLockedValue({ $0.jobs.removeValue(forKey: id) }) else { return }
    metrics?.smtp.observe(job.since.duration(to: .now))
    if case .sent = outcome { metrics?.accepted(at: engine.environment.now()) }
    steps.ended(job.key, outcome, to: job.email)
    leave(job.key, job.slot, isOver: outcome != .returned && outcome != .aborted)
    if case .refused(let refusal) = outcome {
      remember(id, RefusedMail(key: job.key, reply: refusal.reply))
    }
    engine.finish(job.key, date: job.date, outcome)
  }
}
