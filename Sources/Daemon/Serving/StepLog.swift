import Domain
package import Engine
package import Logging
import NIOConcurrencyHelpers
import Planning
import Queries
import Refusals
import SMTPClient
import State

/// What the log says of a mailing: that a step begins, how it went when it is through, and the
/// first refusal of each kind. A handful of lines for however many people, and no address in them.
package final class StepLog: Sendable {
  private struct Run: Sendable {
    let since = ContinuousClock.now
    var sent = 0
    var refused = 0
    var doubt = 0
    var putOff = 0
    /// Refusals that were told, without what differs from person to person.
    var kinds: Set<[UInt8]> = []
  }

  /// For so long a refusal of mails that belong to no step is not told again.
  private static let memory = Duration.seconds(86_400)

  private let logger: Logger
  private let runs = NIOLockedValueBox<[Scope: Run]>([:])

  package init(_ logger: Logger) { self.logger = logger }

  /// A mail is about to be made.
  func began(_ key: DeliveryKey, _ engine: Engine) {
    guard key.occurrence == 0 else { return }
    let scope = Scope(event: key.event, step: key.step)
    let isNew = runs.withLockedValue { runs in
      if runs[scope] != nil { return false }
      runs[scope] = Run()
      return true
    }
    guard isNew else { return }
    let (people, isFirst) = engine.read { current in
      let ledger = current.state.record(key.event)?.steps[key.step]
      let ended: [DeliveryState] = [.sent, .failed, .doubt, .deferred]
      return (current.dueQueue.toCome(scope), ended.allSatisfy { (ledger?.count($0) ?? 0) == 0 })
    }
    // One who comes late, or is tried again, is told at the end.
    guard isFirst || people > 1 else { return }
    logger.notice(
      isFirst ? "a step begins" : "a step goes on",
      metadata: ["step": "\(key.event)/\(key.step)", "people": "\(people)"])
  }

  /// A mail came to an end.
  func ended(_ key: DeliveryKey, _ ended: DeliveryOutcome, to email: String) {
    let isTimed = key.occurrence == 0
    let scope = Scope(event: isTimed ? key.event : "", step: key.step)
    let (outcome, reply): (String, String) =
      switch ended {
      case .sent: ("sent", "")
      case .aborted, .returned: ("", "")
      case .refused(let refusal): ("refused", refusal.reply)
      case .deferred(let refusal): ("put off", refusal.reply)
      case .doubt(let reply): ("in doubt", reply)
      }
    if outcome.isEmpty || (outcome == "sent" && !isTimed) { return }
    let isNews = runs.withLockedValue { runs in
      if !isTimed, let run = runs[scope], run.since.duration(to: .now) > Self.memory {
        runs[scope] = nil
      }
      var run = runs[scope] ?? Run()
      defer { runs[scope] = run }
      switch ended {
      case .sent: run.sent += 1
      case .refused: run.refused += 1
      case .deferred: run.putOff += 1
      case .doubt: run.doubt += 1
      case .aborted, .returned: break
      }
      if reply.isEmpty { return false }
      let kind = Array("\(outcome) ".utf8) + RefusalText(reply).likeness(of: email)
      return run.kinds.count < 20 && run.kinds.insert(kind).inserted
    }
    guard isNews else { return }
    logger.notice(
      "a mail was not accepted; more of this kind are only counted",
      metadata: [
        "step": "\(key.event)/\(key.step)", "outcome": "\(outcome)",
        "reply": "\(Anonymous.text(reply, of: email))",
      ])
  }

  /// Tells of the steps that are through; to be called from time to time.
  package func look(_ engine: Engine) {
    let under = runs.withLockedValue { runs in runs.keys.filter { !$0.event.isEmpty } }
    if under.isEmpty { return }
    let now = engine.environment.now()
    for scope in under where engine.read({ $0.dueQueue.isAtRest(scope, now: now) }) {
      guard let run = runs.withLockedValue({ $0.removeValue(forKey: scope) }) else { continue }
      if run.sent + run.refused + run.doubt + run.putOff == 0 { continue }
      var words = Self.words(scope, run)
      // Whoever did not get it is counted outside of the engine's lock.
      let books = engine.read { NetworkView($0) }
      if let schedule = books.schedule(scope.event),
        let index = schedule.timed.firstIndex(where: { $0.step.name == scope.step })
      {
        let reasons = books.policy.tally(schedule, index, books.state, now: now).reasons
        if !reasons.isEmpty { words["not_sent"] = "\(Self.list(reasons))" }
      }
      logger.notice("a step is through", metadata: words)
    }
  }

  /// The daemon stops: what is under way goes on after the next start.
  func close() {
    let runs = runs.withLockedValue { runs in
      defer { runs = [:] }
      return runs.filter { !$0.key.event.isEmpty }
    }
    for (scope, run) in runs.sorted(by: {
      ($0.key.event, $0.key.step) < ($1.key.event, $1.key.step)
    }) {
      logger.notice("a step goes on after the next start", metadata: Self.words(scope, run))
    }
  }

  private static func words(_ scope: Scope, _ run: Run) -> Logger.Metadata {
    [
      "step": "\(scope.event)/\(scope.step)", "sent": "\(run.sent)", "refused": "\(run.refused)",
      "in_doubt": "\(run.doubt)", "put_off": "\(run.putOff)",
      "seconds": "\(run.since.duration(to: .now).components.seconds)",
    ]
  }

  /// `37: unsubscribed 30, has answered 7`
  private static func list(_ reasons: [String: Int]) -> String {
    let sorted = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return "\(reasons.values.reduce(0, +)): "
      + sorted.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
