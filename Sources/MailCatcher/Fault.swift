/// What a server can do wrong.
package enum Fault: Sendable, Equatable {
  /// Close the connection without a word.
  case close
  /// Close it with a TCP reset.
  case reset
  /// Never say anything again, and keep the connection open.
  case stall
  /// Say something that is no SMTP, then nothing.
  case junk
  /// Say the beginning of the reply, then close.
  case partial
  /// Reply correctly after so many milliseconds.
  case delay(milliseconds: Int64)
  /// Reply correctly once `FaultScript.release()` is called.
  case hold
  /// Reply this instead, e.g. `451 4.3.0 try later`; after a 421 the connection is closed.
  case reply(String)
}

extension Fault {
  /// Late and otherwise right.
  var isLate: Bool {
    switch self {
    case .delay, .hold: true
    default: false
    }
  }
}

/// Where it does so.
package enum FaultStage: String, Sendable, CaseIterable {
  case greeting
  case hello
  case authentication
  case mail
  case recipient
  case data
  /// After the first bytes of the message.
  case body
  /// After the final dot. The mail has been taken then, unless the fault is a refusal.
  case final
  case quit
  /// After the reply to the final dot, before the next command.
  case idle
}

/// One line of a script.
package struct FaultRule: Sendable {
  package var stage: FaultStage
  package var fault: Fault
  /// Only for this recipient; possible from `recipient` on.
  package var recipient: String?
  /// How often at most; nil is always.
  package var times: Int?
  /// How many occasions pass unharmed first.
  package var after: Int

  package init(
    _ stage: FaultStage, _ fault: Fault, recipient: String? = nil, times: Int? = nil,
    after: Int = 0
  ) {
    self.stage = stage
    self.fault = fault
    self.recipient = recipient
    self.times = times
    self.after = after
  }
}
