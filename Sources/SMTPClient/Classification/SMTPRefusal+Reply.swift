import Refusals

extension SMTPRefusal {
  /// Reads a refusal by its words where they are about us, else by its code, refined by its
  /// enhanced code where it has one.
  init(stage: Stage, refusal reply: SMTPReply) {
    let text = RefusalText(reply.text)
    let told = reply.detail ?? text.status.flatMap { EnhancedCode($0.utf8) }
    let detail = told?.level == reply.code / 100 ? told : nil
    var trouble = SenderTable.trouble(
      status: detail?.description, words: text.words,
      speaker: text.isQuoted ? .another : .relay)
    // What is put off is nobody's failure, and greylisting sounds like a policy.
    if reply.code < 500, trouble?.concernsAll == false { trouble = nil }
    // Whoever closes is busy, whatever it says besides; only a quota lasts longer.
    let isClosing = reply.code == 421 && trouble != .quota
    self.init(
      stage: stage,
      kind: isClosing
        ? .busy : trouble.map(Kind.init) ?? Kind(code: reply.code, detail: detail),
      code: reply.code, enhanced: detail?.description, reply: reply.text)
    if let trouble, trouble.concernsAll, !text.isQuoted { aboutUs = trouble }
  }
}
