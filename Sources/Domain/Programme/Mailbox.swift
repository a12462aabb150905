/// A display name and an address, as in `Sanne de Boer <sanne@mvo.example>` (RFC 5322 3.4).
package struct Mailbox: Hashable, Sendable {
  /// Empty when only an address was given.
  package var name: String
  package var address: MailAddress

  package init(name: String, address: MailAddress) {
    self.name = name
    self.address = address
  }
}
