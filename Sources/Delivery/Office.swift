import Threading

/// What the couriers share: the relay in force, its health, and who is still out.
final class Office: Sendable {
  /// The permission to fetch and carry one parcel.
  struct Turn: Sendable {
    var relay: Relay
    /// Which relay this is; a report about an earlier one says nothing about this.
    var edition: Int
    var isProbe: Bool
  }

  struct Books: Sendable {
    var relay: Relay
    var edition = 0
    var health: RelayHealth
    /// The numbers of the couriers at work, each below `relay.connections`.
    var staff: Set<Int> = []
    /// Of those couriers, by their numbers.
    var pulses: [Int: Pulse] = [:]
    var inFlight = 0
    var isClosed = false
  }

  let desk: DeliveryDesk
  let stop = StopSignal()
  private let books: Monitor<Books>
  private let pauses: PauseCurve
  private let chance: @Sendable () -> Double

  init(
    relay: Relay, desk: DeliveryDesk, pauses: PauseCurve, chance: @escaping @Sendable () -> Double
  ) {
    self.desk = desk
    self.pauses = pauses
    self.chance = chance
    books = Monitor(Books(relay: relay, health: RelayHealth(curve: pauses)))
  }

  var inFlight: Int { books.withLock { $0.inFlight } }
  var longestSilence: Double { books.withLock { $0.pulses.values.map(\.silence).max() ?? 0 } }
  var isOpen: Bool { stop.current == .run }

  /// Fills the vacancies.
  /// - Returns: how many couriers are at work.
  func hire() -> Int {
    let vacancies = books.change { books in
      let wanted = books.isClosed ? [] : Set(0..<books.relay.connections)
      let vacancies = wanted.subtracting(books.staff)
      books.staff.formUnion(vacancies)
      return vacancies.sorted()
    }
    for number in vacancies {
      let pulse = Pulse()
      books.withLock { $0.pulses[number] = pulse }
      let started = OSThread.start("courier", stackSize: Courier.stackSize) { [self] in
        Courier(number: number, office: self, pulse: pulse).work()
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
    }
  }

  /// Waits until the relay may be used.
  /// - Returns: nil when the courier is to go home; it is no longer counted then.
  func turn(_ number: Int) -> Turn? {
    books.wait { books in
      if books.isClosed || number >= books.relay.connections {
        // In the same breath, so that a reload that wants more couriers sees the vacancy.
        books.staff.remove(number)
        return .done(nil)
      }
      switch books.health.permission(now: MonotonicClock.now()) {
      case .go: return .done(Turn(relay: books.relay, edition: books.edition, isProbe: false))
      case .probe: return .done(Turn(relay: books.relay, edition: books.edition, isProbe: true))
      case .wait(let until): return .wait(until: until)
      }
    }
  }

  /// A parcel was taken from the desk, perhaps after a long wait.
  /// - Returns: the turn to carry it in, with the relay as it is now; nil to give it back.
  func takeOut(_ turn: Turn, _ number: Int) -> Turn? {
    books.withLock { books in
      books.inFlight += 1
      guard !books.isClosed, number < books.relay.connections else { return nil }
      if turn.isProbe, turn.edition == books.edition { return turn }
      guard books.health.isWell else { return nil }
      return Turn(relay: books.relay, edition: books.edition, isProbe: false)
    }
  }

  /// The desk has nothing more to send.
  func goHome(_ number: Int, _ turn: Turn) {
    books.change { books in
      books.staff.remove(number)
      if turn.isProbe, turn.edition == books.edition {
        books.health.returnProbe(now: MonotonicClock.now())
      }
    }
  }

  private func leave(_ number: Int) {
    books.change { _ = $0.staff.remove(number) }
  }

  /// Draws the conclusions for the relay, then tells the desk, in this order: a parcel that comes
  /// back must not go out again at once.
  func report(_ parcel: UInt64, _ outcome: Outcome, _ trouble: RelayTrouble?, in turn: Turn) {
    let news = books.change { $0.note(outcome, trouble, turn, chance: chance) }
    desk.outcome(parcel, outcome)
    switch news {
    case .nothing: break
    case .recovered: desk.relayRecovered()
    case .trouble(let trouble): desk.relayTrouble(trouble)
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
        ? .done(books.inFlight) : .wait(until: end)
    }
  }
}

extension Office {
  enum News {
    case nothing
    case recovered
    case trouble(RelayTrouble)
  }
}

extension Office.Books {
  fileprivate mutating func note(
    _ outcome: Outcome, _ trouble: RelayTrouble?, _ turn: Office.Turn, chance: () -> Double
  ) -> Office.News {
    guard turn.edition == edition else { return .nothing }
    if let trouble { return rest(trouble, turn, chance) }
    switch outcome {
    case .refused(let verdict) where verdict.stage == .connect || verdict.stage == .hello:
      // Our own refusal; it says nothing about the relay.
      if turn.isProbe { health.returnProbe(now: MonotonicClock.now()) }
      return .nothing
    case .sent, .refused, .aborted:
      return health.worked() ? .recovered : .nothing
    case .deferred(let verdict) where verdict.personal:
      return health.worked() ? .recovered : .nothing
    case .deferred(let verdict):
      guard health.stumbled() else { return .nothing }
      let cause = RelayTrouble(
        kind: .streak, stage: verdict.stage, text: verdict.reply, permanent: verdict.code >= 500)
      return rest(cause, turn, chance)
    case .doubt(let text):
      guard health.stumbled() else { return .nothing }
      return rest(
        RelayTrouble(kind: .streak, stage: .final, text: text, permanent: false), turn, chance)
    case .returned:
      if turn.isProbe { health.returnProbe(now: MonotonicClock.now()) }
      return .nothing
    }
  }

  private mutating func rest(
    _ trouble: RelayTrouble, _ turn: Office.Turn, _ chance: () -> Double
  ) -> Office.News {
    let now = MonotonicClock.now()
    guard let rest = health.failed(now: now, wasProbe: turn.isProbe, chance: chance()) else {
      return .nothing
    }
    var trouble = trouble
    trouble.count = rest.count
    trouble.retryIn = rest.pause
    return .trouble(trouble)
  }
}
