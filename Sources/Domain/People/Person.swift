/// A partner on the roster.
package struct Person: Sendable, Hashable {
  /// Stable CRM number, else the normalised address. In links and mails it is the first that the
  /// person was ever known by.
  package var id: String
  /// The id that the roster has now, where it is not `id`.
  package var rosterID: String?
  package var email: MailAddress
  package var name: String
  package var organisation: String
  /// Empty: the network's.
  package var language: String
  package var tags: [String]
  /// Every other column of the roster.
  package var fields: [String: String]

  package init(
    id: String, email: MailAddress, name: String = "", organisation: String = "",
    language: String = "", tags: [String] = [], fields: [String: String] = [:]
  ) {
    self.id = id
    self.email = email
    self.name = name
    self.organisation = organisation
    self.language = language
    self.tags = tags
    self.fields = fields
  }

  /// The id as the files have it.
  package var currentID: String { rosterID ?? id }
  /// Whether the row had an id; else the address is taken for one.
  package var hasOwnID: Bool { id != email.normalized }
}
