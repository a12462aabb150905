import Refusals

extension BounceReason {
  /// The shared table's reasons, in the words of bounces: none of them is the address's fault.
  init(_ trouble: SenderTrouble) {
    switch trouble {
    case .quota, .rate: self = .tooMany
    case .authentication: self = .authentication
    case .relaying, .sender: self = .rejected
    case .account, .standing: self = .blocked
    case .spam: self = .spam
    }
  }
}
