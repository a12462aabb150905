import Domain

extension State {
  /// The state of one delivery; `.open` when nothing is known of it.
  package func delivery(_ key: DeliveryKey) -> DeliveryState {
    guard let record = events[key.event] else { return .open }
    return key.occurrence == 0
      ? record.ledger(key.step, key.person) : record.occurrences[key]?.state ?? .open
  }

  /// What is remembered of an unfinished delivery.
  package func attempt(_ key: DeliveryKey) -> Attempt? {
    key.occurrence == 0
      ? events[key.event]?.steps[key.step]?.attempts[key.person]
      : events[key.event]?.occurrences[key]?.attempt
  }

  mutating func applyDelivery(_ entry: Entry, at: Instant) {
    switch entry {
    case .committed(let key, _, _, let date):
      rhythm.note(at)
      let old = attempt(key)
      set(
        key, .committed,
        Attempt(date: date, count: (old?.count ?? 0) + 1, next: .distantPast, reply: ""))
      // How long ago a host was told counts from when the mail left, not from when it was owed.
      if events[key.event]?.occurrences[key]?.notice != nil {
        events[key.event]?.occurrences[key]?.at = at
      }
      events[key.event]?.noteMail(to: key.person, at: at, timed: key.occurrence == 0)
      if key.occurrence == 0 { recentMail.note(key.person, at: at) }
    case .sent(let key, _):
      set(key, .sent, nil)
    case .deferred(let key, let date, let count, let next, let reply):
      set(key, .deferred, Attempt(date: date, count: count, next: next, reply: reply))
    case .failed(let key, let reply):
      finish(key, .failed, reply, at)
    case .doubt(let key, let reply):
      finish(key, .doubt, reply, at)
    case .retried(let key):
      let old = attempt(key)
      set(
        key, .deferred,
        Attempt(date: old?.date ?? at, count: old?.count ?? 0, next: at, reply: old?.reply ?? ""))
    case .dropped(let key):
      set(key, .dropped, nil)
    case .missed(let event, let step, let people, let occurrence, _):
      for person in people {
        set(
          DeliveryKey(event: event, step: step, person: person, occurrence: occurrence), .missed,
          nil)
      }
    default:
      break
    }
  }

  /// A final state whose attempt is kept: a resend must repeat every byte.
  private mutating func finish(
    _ key: DeliveryKey, _ state: DeliveryState, _ reply: String, _ at: Instant
  ) {
    var old = attempt(key) ?? Attempt(date: at, count: 0, next: .distantPast, reply: "")
    old.reply = reply
    set(key, state, old)
  }

  private mutating func set(_ key: DeliveryKey, _ state: DeliveryState, _ attempt: Attempt?) {
    if key.occurrence == 0 {
      events[key.event, default: EventRecord()].steps[key.step, default: StepLedger()][key.person] =
        state
      events[key.event]?.steps[key.step]?.attempts[key.person] = attempt
    } else {
      events[key.event]?.occurrences[key]?.state = state
      events[key.event]?.occurrences[key]?.attempt = attempt
      let isOwed = !state.isFinal
      if isOwed, events[key.event]?.owed.contains(key) == false {
        events[key.event]?.owed.append(key)
      } else if !isOwed, let index = events[key.event]?.owed.firstIndex(of: key) {
        events[key.event]?.owed.remove(at: index)
      }
    }
  }
}
