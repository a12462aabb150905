import Refusals
import Threading

extension AgentPool {
  /// How a delivery agent's way with one mail ended.
  struct Ending: Sendable {
    var outcome: DeliveryOutcome
    var trouble: RelayTrouble?
    /// The connection is good for another mail.
    var keepsSession = false
    /// The relay was not asked.
    var isIdle = false
  }

  enum News {
    case nothing
    case recovered
    case trouble(RelayTrouble)
    case connections(Connections)
  }
}

extension AgentPool.PoolState {
  /// What follows from an ending, for the relay and for the mail.
  mutating func note(
    _ ending: AgentPool.Ending, of mail: OutgoingMessage, _ number: Int, _ turn: AgentPool.Permit,
    chance: () -> Double
  ) -> (AgentPool.News, DeliveryOutcome) {
    guard turn.edition == edition else { return (.nothing, ending.outcome) }
    let now = MonotonicClock.now()
    if ending.isIdle {
      if turn.isProbe { health.returnProbe(now: now) }
      return (.nothing, ending.outcome)
    }
    if let fewer = turnedAway(ending, number, turn, chance) { return (fewer, ending.outcome) }
    var news = AgentPool.News.nothing
    if ending.keepsSession, health.isWell || turn.isProbe {
      if sessions.answered(number, now: now) {
        news = .connections(Connections(count: relay.connections, of: relay.connections))
      }
    } else {
      sessions.closed(number)
    }
    if let trouble = ending.trouble { return (rest(trouble, turn, chance), ending.outcome) }
    let (change, outcome) = conclude(ending.outcome, of: mail, turn, chance)
    if case .nothing = change { return (news, outcome) }
    return (change, outcome)
  }

  /// Trouble with one connection while others work is no reason for all to rest.
  private mutating func turnedAway(
    _ ending: AgentPool.Ending, _ number: Int, _ turn: AgentPool.Permit, _ chance: () -> Double
  ) -> AgentPool.News? {
    let now = MonotonicClock.now()
    guard let trouble = ending.trouble, trouble.isOfConnection, !turn.isProbe, health.isWell,
      sessions.othersWork(than: number, now: now)
    else { return nil }
    guard sessions.turnedAway(number, now: now, chance: chance()) else { return .nothing }
    return .connections(
      Connections(count: sessions.limit, of: relay.connections, reason: trouble.text))
  }

  private mutating func conclude(
    _ outcome: DeliveryOutcome, of mail: OutgoingMessage, _ turn: AgentPool.Permit,
    _ chance: () -> Double
  ) -> (AgentPool.News, DeliveryOutcome) {
    switch outcome {
    case .refused(let refusal) where refusal.stage != .connect && refusal.stage != .hello:
      guard let earlier = refusals.note(refusal, mail) else {
        return (worked(turn), outcome)
      }
      var trouble = RelayTrouble(
        kind: .streak, stage: refusal.stage, text: refusal.reply, permanent: true)
      trouble.refused = earlier
      return (rest(trouble, turn, chance), .deferred(refusal))
    case .refused:
      // Our own refusal; it says nothing about the relay.
      if turn.isProbe { health.returnProbe(now: MonotonicClock.now()) }
      return (.nothing, outcome)
    case .sent:
      refusals.end()
      return (worked(turn), outcome)
    case .aborted: return (worked(turn), outcome)
    case .deferred(let refusal) where refusal.personal: return (worked(turn), outcome)
    case .deferred(let refusal):
      guard health.stumbled() else { return (.nothing, outcome) }
      let cause = RelayTrouble(
        kind: .streak, stage: refusal.stage, text: refusal.reply, permanent: refusal.code >= 500)
      return (rest(cause, turn, chance), outcome)
    case .doubt(let text):
      guard health.stumbled() else { return (.nothing, outcome) }
      let cause = RelayTrouble(kind: .streak, stage: .final, text: text, permanent: false)
      return (rest(cause, turn, chance), outcome)
    case .returned:
      if turn.isProbe { health.returnProbe(now: MonotonicClock.now()) }
      return (.nothing, outcome)
    }
  }

  private mutating func worked(_ turn: AgentPool.Permit) -> AgentPool.News {
    health.worked(wasProbe: turn.isProbe) ? .recovered : .nothing
  }

  private mutating func rest(
    _ trouble: RelayTrouble, _ turn: AgentPool.Permit, _ chance: () -> Double
  ) -> AgentPool.News {
    let now = MonotonicClock.now()
    guard
      let rest = health.failed(
        now: now, wasProbe: turn.isProbe, isQuota: trouble.kind == .quota, chance: chance())
    else {
      // What was refused with these words before it was known must be told all the same.
      return trouble.refused.isEmpty ? .nothing : .trouble(trouble)
    }
    sessions.closeAll()
    var trouble = trouble
    trouble.count = rest.count
    trouble.retryIn = rest.pause
    return .trouble(trouble)
  }
}
