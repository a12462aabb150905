/// Takes secrets out of texts that come from outside: a server may echo the command that carried
/// them in its error reply.
package struct Redaction: Sendable {
  private var forms: [String] = []

  /// Nothing to hide.
  package init() {}

  /// Hides the secret and each form in which SASL sends it.
  package init(username: String, secret: Secret) {
    let text = secret.reveal()
    guard !text.isEmpty else { return }
    forms = [
      Base64.encode("\0\(username)\0\(text)".utf8),
      Base64.encode("user=\(username)\u{1}auth=Bearer \(text)\u{1}\u{1}".utf8),
      Base64.encode(text.utf8),
      text,
    ]
  }

  package func clean(_ text: String) -> String {
    forms.reduce(text) {
      $0.split(separator: $1, omittingEmptySubsequences: false)
        .joined(separator: "[secret]")
    }
  }
}
