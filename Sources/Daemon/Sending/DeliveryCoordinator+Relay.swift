import Domain
import Engine
import Logging
import NIOConcurrencyHelpers
import Refusals
import SMTPClient
import State

/// What was told of the relay, so that it is told once.
struct AnnouncedTrouble: Sendable, Equatable {
  var kind: RelayTrouble.Kind
  /// The words without what changes from reply to reply.
  var likeness: [UInt8]

  init(_ trouble: RelayTrouble) {
    kind = trouble.kind
    likeness = RefusalText(trouble.text).likeness(of: "")
  }
}

/// What becomes of the relay: told once a state, in the log and to the operators.
extension DeliveryCoordinator {
  /// Seconds that the relay may be away before the operators are told.
  private static let patience: Int64 = 900
  /// More than are refused before a run of the same words is known for one.
  private static let mostRefused = 200

  func recovered() {
    let away = engine.change { current, now in
      let since = current.relayTroubleSince
      current.relayTrouble = nil
      current.relayTroubleSince = nil
      current.isRelayTold = false
      return (since.map { (now.milliseconds - $0.milliseconds) / 1000 }, [])
    }.0
    open.withLockedValue { $0.told = nil }
    logger.notice(
      "the relay takes mail again",
      metadata: away.map { ["away_for": "\($0)s"] })
  }

  func trouble(_ trouble: RelayTrouble) {
    clearShelf()
    engine.change { current, now in
      current.relayTrouble = trouble.text
      let since = current.relayTroubleSince ?? now
      current.relayTroubleSince = since
      // What passes by itself within minutes is not worth a mail.
      guard !current.isRelayTold,
        trouble.needsAPerson || now >= since.adding(seconds: Self.patience)
      else { return ((), []) }
      current.isRelayTold = true
      return ((), current.alert(.relay, trouble.text, now: now))
    }
    takeBack(trouble.refused)
    let news = AnnouncedTrouble(trouble)
    let isNew = open.withLockedValue { open in
      defer { open.told = news }
      return open.told != news
    }
    guard isNew else { return }
    let what: Logger.Message =
      trouble.kind == .quota
      ? "the relay takes no more mail for now, its limit is reached: tried again at most every quarter of an hour; nothing is lost"
      : "the relay takes no mail; nothing is lost"
    logger.error(
      what,
      metadata: [
        "reason": "\(Anonymous.text(trouble.text))",
        "retry_in": "\(Int(trouble.retryIn.rounded(.up)))s",
      ])
  }

  func note(_ connections: Connections) {
    let isWhole = connections.count >= connections.wanted
    engine.change { current, _ in
      current.relayConnections = isWhole ? nil : "\(connections.count) of \(connections.wanted)"
      return ((), [])
    }
    if isWhole {
      logger.notice(
        "the relay takes all connections again", metadata: ["connections": "\(connections.count)"])
    } else {
      logger.notice(
        "the relay takes fewer connections; mail goes on over those",
        metadata: [
          "connections": "\(connections.count) of \(connections.wanted)",
          "reason": "\(connections.reason)",
        ])
    }
  }

  func remember(_ id: UInt64, _ mail: RefusedMail) {
    open.withLockedValue { open in
      open.refused.append((id, mail))
      if open.refused.count > Self.mostRefused { open.refused.removeFirst() }
    }
  }

  private func takeBack(_ ids: [UInt64]) {
    if ids.isEmpty { return }
    let wanted = Set(ids)
    let mails = open.withLockedValue { open in
      let mails = open.refused.filter { wanted.contains($0.id) }.map(\.mail)
      open.refused.removeAll { wanted.contains($0.id) }
      return mails
    }
    engine.takeBack(mails)
    logger.notice(
      "refused in the same words as everybody: to be tried again",
      metadata: ["count": "\(mails.count)"])
  }
}
