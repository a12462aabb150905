package import Refusals

/// All that is known when libcurl has returned.
package struct TransferRecord: Sendable {
  /// Why we ended a transfer ourselves.
  package enum Withdrawal: Sendable, Equatable {
    /// The source's `commit` said no.
    case gate
    case stopping
    /// The connection of before is gone, and this is not the moment to open another.
    case noSession
    /// The server offers no mechanism we can use; what it does offer.
    case noAuthentication(offered: String)
    case noSMTPUTF8
    case tooLarge(limit: Int)
    /// The server hung up before the last byte.
    case peerGone
  }

  package enum Ending: Sendable, Equatable {
    case completed
    /// libcurl's code and, where it has more to say, its message.
    case failed(Int32, String)
    case withdrawn(Withdrawal)
  }

  package var ending: Ending
  package var stage: Stage
  package var reply: SMTPReply?
  /// The connection was used before, and the server gave no sign of life in this transfer.
  package var isStale: Bool

  /// Whether the connection can be used for the next mail.
  package var keepsSession: Bool { ending == .completed }

  package init(ending: Ending, stage: Stage, reply: SMTPReply? = nil, isStale: Bool = false) {
    self.ending = ending
    self.stage = stage
    self.reply = reply
    self.isStale = isStale
  }
}
