import MIME
import Refusals

/// What a refusal means, from everything that is told about it.
struct Diagnosis {
  var status: String?
  var reason: BounceReason?
  /// The remote server's own, where they are quoted.
  var words: [UInt8]?

  /// The remote server's own words decide, with the code in them; then the code that was reported;
  /// then the words around. These may say that a mailbox is full or a server away, but not, where
  /// the remote server spoke for itself, that an address is dead.
  ///
  /// - Parameters:
  ///   - told: the `Status` field, if there was one.
  ///   - text: the server's words.
  ///   - around: the words of the notification, asked where the server's own say nothing.
  init(told: String?, text: Bytes, phase: FailurePhase?, around: Bytes = []) {
    // A report of many addresses is read once for each.
    let text = text.prefix(Self.most)
    let around = around.prefix(Self.most)
    let isMute = !text.contains(where: \.isLetter)
    let quoted = RemoteWords.find(text) ?? (isMute ? RemoteWords.find(around) : nil)
    let said = FailureText(quoted ?? text)
    status = Self.particular(said.statusCodes + FailureText(text).statusCodes, told)
    reason = Self.reason(status, said)
    let wrapper = FailureText(Self.without(quoted, text) + [.lf] + Self.without(quoted, around))
    if reason == nil {
      if status == nil { status = Self.particular(wrapper.statusCodes, nil) }
      let guess = Self.reason(status, wrapper)
      if said.replyCode == nil || guess?.verdict != .hard { reason = guess }
      reason = reason ?? Self.byReplyCode(said.replyCode ?? wrapper.replyCode, phase)
    }
    if reason == .userUnknown, isContradicted(phase) { reason = .filtered }
    reason = Self.weighed(reason, phase, said, isTransient: told?.utf8.first == UInt8(ascii: "4"))
    if reason == .suspended, status == "5.2.1", !said.isTransient,
      PhraseMatcher.strong.best(said.words) == .suspended
    {
      reason = .disabled
    }
    words = quoted.map(Array.init)
  }

  private static let most = 8000

  /// Words and code that contradict each other are no proof: a filter says "user unknown" too.
  private func isContradicted(_ phase: FailurePhase?) -> Bool {
    guard let status else { return false }
    return status.hasPrefix("5.7.") || status.hasPrefix("5.2.") && phase != .recipient
  }

  /// An address is not dead because of what was said about our own address or after the text, for
  /// now only, nor for a name server's answer that the MTA itself calls transient.
  private static func weighed(
    _ reason: BounceReason?, _ phase: FailurePhase?, _ said: FailureText, isTransient: Bool
  ) -> BounceReason? {
    switch (reason, phase) {
    case (.userUnknown, .text): .filtered
    case (.userUnknown, .sender), (.hostUnknown, .sender), (.hostUnknown, .text): .rejected
    case (.hostUnknown, _), (.noMailServer, _): isTransient ? .unreachable : reason
    case (.userUnknown, _), (.hasMoved, _): said.isTransient ? .serverTrouble : reason
    default: reason
    }
  }

  /// Words before codes: servers put a `5.1.1` or `5.7.1` before anything. What is about us comes
  /// first.
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

  /// `text` less what was quoted from it.
  private static func without(_ quoted: Bytes?, _ text: Bytes) -> Bytes {
    guard let quoted, let start = text.find(quoted.prefix(60).lowered.text) else { return text }
    return text[..<start] + text[min(start + quoted.count, text.endIndex)...]
  }

  /// The code in the server's own words before the one its MTA reported; one that ends in `.0.0`
  /// only where there is no better.
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
