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
}
