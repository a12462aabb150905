import Refusals

/// What a refusal means, from everything that is told about it.
struct Diagnosis {
  var status: String?
  var reason: BounceReason?

  /// - Parameters:
  ///   - told: the `Status` field, if there was one.
  ///   - text: the server's words.
  ///   - around: the words of the notification, asked where the server's own say nothing.
  init(told: String?, text: Bytes, phase: FailurePhase?, around: Bytes = []) {
    let failure = FailureText(text)
    status = Self.particular(failure.statusCodes, told)
    reason = Self.reason(status, failure)
    if reason == nil, !around.isEmpty {
      let wider = FailureText(around)
      if status == nil { status = Self.particular(wider.statusCodes, nil) }
      reason = Self.reason(status, wider)
      if reason == nil { reason = Self.byReplyCode(failure.replyCode ?? wider.replyCode, phase) }
    } else if reason == nil {
      reason = Self.byReplyCode(failure.replyCode, phase)
    }
    reason = Self.weighed(reason, phase, status, isTransient: told?.utf8.first == UInt8(ascii: "4"))
  }

  /// An address is not dead because of what was said about our own address or after the text, nor for a
  /// name server's answer that the MTA itself calls transient.
  private static func weighed(
    _ reason: BounceReason?, _ phase: FailurePhase?, _ status: String?, isTransient: Bool
  ) -> BounceReason? {
    // Words and code that contradict each other are no proof.
    if reason == .userUnknown, status?.hasPrefix("5.7.") ?? false { return .filtered }
    return switch (reason, phase) {
    case (.userUnknown, .text): .filtered
    case (.userUnknown, .sender), (.hostUnknown, .sender), (.hostUnknown, .text): .rejected
    case (.hostUnknown, _), (.noMailServer, _): isTransient ? .unreachable : reason
    default: reason
    }
  }

  /// Words before codes: servers put a `5.1.1` or `5.7.1` before anything.
  private static func reason(_ status: String?, _ failure: FailureText) -> BounceReason? {
    if let ours = SenderTable.trouble(
      status: status, words: failure.words, speaker: .another)
    {
      return BounceReason(ours)
    }
    if let strong = PhraseMatcher.strong.best(failure.words) { return strong }
    if let byStatus = status.flatMap({ StatusTable.reason($0) }) { return byStatus }
    return PhraseMatcher.weak.best(failure.words)
  }

  /// The code in the server's own words before the one its MTA reported; one that ends in `.0.0` only
  /// where there is no better.
  private static func particular(_ inText: [String], _ told: String?) -> String? {
    let codes = inText + (told.map { [$0] } ?? [])
    return codes.first { !$0.hasSuffix(".0.0") } ?? told ?? inText.first
  }

  /// RFC 5321 section 4.2.3: with nothing else, only these at RCPT are about the address.
  private static func byReplyCode(_ code: Int?, _ phase: FailurePhase?) -> BounceReason? {
    switch code {
    case 550, 551, 553: phase == .recipient ? .userUnknown : nil
    case 552: .full
    default: nil
    }
  }
}
