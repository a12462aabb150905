import Domain
package import Inbound
import Refusals
import State

extension Bounce {
  /// What a bounce says of the one it is about; nil when it says that the mail arrived there.
  ///
  /// A report may tell of several addresses, as when the mail went to a list: the one that was
  /// written to counts. Where none is theirs the one that harms least does: one dead member does
  /// not make a list's address dead.
  package init?(_ mail: ClassifiedMail, of address: String?) {
    let own = address.flatMap { address in
      mail.failures.first { $0.addresses.contains(address) }
    }
    if own == nil, let address, mail.arrived.contains(address) { return nil }
    let failure = own ?? mail.failures.min { Self.harm($0) < Self.harm($1) }
    guard let failure else {
      self.init(evidence: .nothing, diagnosis: "came back: no reason was told")
      return
    }
    let told = failure.status.map { AddressEvidence(status: $0) }
    let evidence: AddressEvidence =
      switch (failure.verdict, failure.reason) {
      case (_, .suspended): .suspended
      case (.hard, _): told == .unroutable ? .unroutable : .dead
      case (.soft, _): .soft
      case (.policy, _), (.none, _): .nothing
      }
    var words = [failure.status ?? "", failure.diagnosis].filter { !$0.isEmpty }
    if words.count == 2, words[1].contains(words[0]) { words.removeFirst() }
    let text = words.isEmpty ? failure.reason.rawValue : words.joined(separator: " ")
    self.init(
      evidence: evidence, isDelayed: failure.isDelayed,
      diagnosis: (failure.isDelayed ? "delayed: " : "came back: ") + text)
  }

  private static func harm(_ failure: ClassifiedMail.Failure) -> Int {
    if failure.isDelayed { return 0 }
    return switch failure.verdict {
    case .none, .policy: 1
    case .soft: 2
    case .hard: 3
    }
  }
}
