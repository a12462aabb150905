import Domain

/// What an alert to the operators is about. One trouble is told once, not once a mail.
package enum Trouble: String, Sendable, Hashable, CaseIterable {
  /// `Config/` has errors, and the programme in force stays.
  case config
  /// The relay takes no mail.
  case relay
  /// Answers could not be saved for a while.
  case store
  /// The clock jumped, or far more mail is due than was foreseen: everything is held.
  case blast
  /// The roster lost many people at once.
  case roster
  /// A mail took the process down and was set aside.
  case crash
  /// The first people of a step were refused; the others wait.
  case refused
  /// Mails wait for a person: a step over `confirm_over`, or a hold. Told by its own rule
  /// (`DeliveryPolicy.alerts`), once before and once when it is due.
  case waiting

  /// For how long the same trouble, with the same words and with others, is not told again, in
  /// seconds.
  package var quiet: (same: Int64, other: Int64) {
    switch self {
    case .config, .roster: (86_400, 600)
    case .relay, .store: (21_600, 21_600)
    case .blast: (3600, 600)
    case .crash, .refused: (86_400, 3600)
    case .waiting: (0, 0)
    }
  }
}
