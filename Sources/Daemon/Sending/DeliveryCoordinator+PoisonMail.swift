import Domain
import Engine
import Logging
import NIOConcurrencyHelpers
import Planning
import State
import StateFolder
import Threading

/// Mails that the process died with before, and whose turn it is.
struct PoisonMail: Sendable {
  /// A mail that was under way so often when the process died is not tried again by itself.
  static let mostFalls = 3

  var falls: [DeliveryKey: Int] = [:]
  /// The one that is under way: so that the next fall, if there is one, accuses nobody but it.
  var onTrial: DeliveryKey?
}

extension DeliveryCoordinator {
  /// Takes in what the list says of the last stop; who fell too often is held, with the name.
  func accuse(_ traces: [InFlightList.Trace]) {
    for trace in traces {
      guard let key = unfinished(trace) else {
        list?.drop(trace)
        continue
      }
      open.withLockedValue { $0.suspects.falls[key] = trace.falls }
      if trace.falls >= PoisonMail.mostFalls { quarantine(key, trace) }
    }
  }

  /// The delivery of a trace; nil when nothing of it is to come any more.
  private func unfinished(_ trace: InFlightList.Trace) -> DeliveryKey? {
    let now = engine.environment.now()
    return engine.read { current in
      guard let person = current.state.people.existing(trace.person) else { return nil }
      let key = DeliveryKey(
        event: trace.event, step: trace.step, person: person, occurrence: trace.occurrence)
      switch current.dueQueue.verdict(key, current.state, now: now) {
      case .due, .waiting, .held: return key
      case .done, .missed, .never: return nil
      }
    }
  }

  private func quarantine(_ key: DeliveryKey, _ trace: InFlightList.Trace) {
    let scope = Scope(event: key.event, step: key.step, person: key.person)
    let why = "the program ended \(trace.falls) times while it handed this mail over"
    let isNew = engine.change { current, now in
      guard current.state.hold(key.event, key.step, key.person) == nil else { return (false, []) }
      let text = "a mail of \(key.event) \(key.step) is held: \(why)"
      return (true, [.held(scope, why: why)] + current.alert(.crash, text, now: now))
    }.0
    guard isNew else { return }
    logger.error(
      "a mail is held because the program ended each time it was handed over",
      metadata: [
        "step": "\(key.event)/\(key.step)", "times": "\(trace.falls)",
        "who": "convoke status --undelivered \(key.event)",
        "remedy": "convoke release \(key.event) \(key.step) PERSON",
      ])
  }

  /// Notes that a mail is about to be made and handed over.
  /// - Returns: its place in the list, for `leave`.
  func enter(_ key: DeliveryKey) -> Int? {
    guard let list else { return nil }
    let person = engine.read { $0.state.people.name(key.person) }
    return list.begin(
      InFlightList.Trace(
        event: key.event, step: key.step, person: person, occurrence: key.occurrence))
  }

  /// Blocks while another suspect is under way.
  /// - Returns: false when the coordinator closes first.
  func awaitTurn(_ key: DeliveryKey) -> Bool {
    while true {
      let mark = engine.wakeUp.mark
      let isClear = open.withLockedValue { open in
        if open.suspects.falls[key] == nil { return true }
        if open.suspects.onTrial != nil { return false }
        open.suspects.onTrial = key
        return true
      }
      if isClear { return true }
      if isStopping.isSet { return false }
      engine.wakeUp.wait(after: mark, seconds: 1)
    }
  }

  /// A mail is no longer under way.
  func leave(_ key: DeliveryKey, _ slot: Int?, isOver: Bool) {
    list?.end(slot, isOver: isOver)
    open.withLockedValue { open in
      if open.suspects.onTrial == key { open.suspects.onTrial = nil }
      if isOver, !open.suspects.falls.isEmpty { open.suspects.falls[key] = nil }
    }
  }
}
