import Threading

/// What the delivery agents share: the relay in force, its health, and who is still out.
final class AgentPool: Sendable {
  /// The permission to fetch and carry one mail.
  struct Permit: Sendable {
    var relay: Relay
    /// Which relay this is; a report about an earlier one says nothing about this.
    var edition: Int
    var isProbe: Bool
  }

  /// What a delivery agent is to do next.
  enum Task: Sendable {
    case go(Permit)
    /// Close the connection: the relay has its rest, and whoever tries it next needs the room.
    case hangUp
    case home
  }

  struct PoolState: Sendable {
    var relay: Relay
    var edition = 0
    var health: RelayHealth
    var sessions: Sessions
    var refusals = RefusalRun()
    /// The numbers of the delivery agents at work, each below `relay.connections`.
    var staff: Set<Int> = []
    /// Of those delivery agents, by their numbers.
    var pulses: [Int: Heartbeat] = [:]
    var inFlight = 0
    var isClosed = false
  }

  let desk: DeliverySource
  let stop = StopSignal()
  private let books: Monitor<PoolState>
  private let pauses: PauseCurve
  private let chance: @Sendable () -> Double

  init(
    relay: Relay, desk: DeliverySource, pauses: PauseCurve, chance: @escaping @Sendable () -> Double
  ) {
    self.desk = desk
    self.pauses = pauses
    self.chance = chance
    books = Monitor(
      PoolState(
        relay: relay, health: RelayHealth(curve: pauses),
        sessions: Sessions(wanted: relay.connections)))
  }

  var inFlight: Int { books.withLock { $0.inFlight } }
  var longestSilence: Double { books.withLock { $0.pulses.values.map(\.silence).max() ?? 0 } }
  var isOpen: Bool { stop.current == .run }

  /// Fills the vacancies.
  /// - Returns: how many delivery agents are at work.
  func spawn() -> Int {
    let vacancies = books.change { books in
      let wanted = books.isClosed ? [] : Set(0..<books.relay.connections)
      let vacancies = wanted.subtracting(books.staff)
      books.staff.formUnion(vacancies)
      return vacancies.sorted()
    }
    for number in vacancies {
      let pulse = Heartbeat()
      books.withLock { $0.pulses[number] = pulse }
      let started = OSThread.start("courier", stackSize: DeliveryAgent.stackSize) { [self] in
        DeliveryAgent(number: number, engine: self, pulse: pulse).work()
      }
      if !started { leave(number) }
    }
    return books.withLock { $0.staff.count }
  }

  func replace(_ relay: Relay) {
    books.change {
      $0.relay = relay
      $0.edition += 1
      $0.health = RelayHealth(curve: pauses)
      $0.sessions = Sessions(wanted: relay.connections)
      $0.refusals = RefusalRun()
    }
  }

  /// Waits until the relay may be used, by this delivery agent.
  func turn(_ number: Int, hasHandle: Bool) -> Task {
    books.wait { books in
      if books.isClosed || number >= books.relay.connections {
        // In the same breath, so that a reload that wants more delivery agents sees the vacancy.
        books.staff.remove(number)
        books.sessions.closed(number)
        return .done(.home)
      }
      let now = MonotonicClock.now()
      switch books.health.permission(now: now) {
      case .probe:
        books.sessions.probe(number)
        return .done(
          .go(Permit(relay: books.relay, edition: books.edition, isProbe: true)))
      case .wait(let until):
        books.sessions.closed(number)
        return hasHandle ? .done(.hangUp) : .wait(untilSeconds: until)
      case .go: break
      }
      switch books.sessions.permission(number, now: now) {
      case .go:
        return .done(.go(Permit(relay: books.relay, edition: books.edition, isProbe: false)))
      case .wait(let until): return .wait(untilSeconds: until)
      }
    }
  }

  /// A mail was taken from the source, perhaps after a long wait.
  /// - Returns: the turn to carry it in, with the relay as it is now; nil to give it back.
  func checkOut(_ turn: Permit, _ number: Int) -> Permit? {
    books.withLock { books in
      books.inFlight += 1
      guard !books.isClosed, number < books.relay.connections else { return nil }
      if turn.isProbe, turn.edition == books.edition { return turn }
      guard books.health.isWell,
        books.sessions.permission(number, now: MonotonicClock.now()) == .go
      else { return nil }
      return Permit(relay: books.relay, edition: books.edition, isProbe: false)
    }
  }

  /// Whether a delivery agent may open a connection now, which it has not or which is gone.
  func mayOpen(_ number: Int, _ turn: Permit) -> Bool {
    books.change { books in
      guard turn.edition == books.edition else { return false }
      if turn.isProbe { return true }
      return books.health.isWell && books.sessions.reopen(number, now: MonotonicClock.now())
    }
  }

  /// The relay let a delivery agent in: others may come.
  func isIn(_ number: Int, _ turn: Permit) {
    let isWhole = books.change { books in
      guard turn.edition == books.edition, books.health.isWell || turn.isProbe else {
        return false
      }
      return books.sessions.answered(number, now: MonotonicClock.now())
    }
    if isWhole {
      desk.connections(Connections(count: turn.relay.connections, of: turn.relay.connections))
    }
  }

  /// The source has nothing more to send.
  func retire(_ number: Int, _ turn: Permit) {
    books.change { books in
      books.staff.remove(number)
      books.sessions.closed(number)
      if turn.isProbe, turn.edition == books.edition {
        books.health.returnProbe(now: MonotonicClock.now())
      }
    }
  }

  private func leave(_ number: Int) {
    books.change { _ = $0.staff.remove(number) }
  }

  /// Draws the conclusions for the relay, then tells the source, in this order: a mail that comes
  /// back must not go out again at once.
  func report(_ mail: OutgoingMessage, _ ending: Ending, _ number: Int, in turn: Permit) {
    let (news, outcome) = books.change {
      $0.note(ending, of: mail, number, turn, chance: chance)
    }
    desk.outcome(mail.id, outcome)
    switch news {
    case .nothing: break
    case .recovered: desk.relayRecovered()
    case .trouble(let trouble): desk.relayTrouble(trouble)
    case .connections(let connections): desk.connections(connections)
    }
    books.change { $0.inFlight -= 1 }
  }

  func close(graceSeconds: Double) -> Int {
    let end = MonotonicClock.now() + graceSeconds
    books.change { $0.isClosed = true }
    stop.raise(to: .drain)
    // libcurl looks up once a second, so the cut comes early enough to be noticed in time.
    if settle(until: end - min(2, graceSeconds / 2)) == 0 { return 0 }
    stop.raise(to: .cut)
    return settle(until: end)
  }

  private func settle(until end: Double) -> Int {
    books.wait { books in
      books.inFlight == 0 || MonotonicClock.now() >= end
        ? .done(books.inFlight) : .wait(untilSeconds: end)
    }
  }
}
