package import Domain

/// What a mail of the system itself is about: to a host, to the operators, or from a host to
/// guests.
///
/// It is recorded when the mail is owed and holds whatever the mail's text needs beside the state,
/// but no names: people are listed by the entry, so that they can be erased.
package struct Notice: Hashable, Sendable {
  /// The raw values are the steps that deliveries, templates and message ids use.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The link to the host's desk.
    case desk
    /// What changed since the last one, daily.
    case digest
    /// A mail that is about to go out, to the host.
    case preview
    /// Something needs the operators.
    case alert
    /// A host's words to everybody with a seat.
    case note
    /// A guest's mail that no rule can read, to the host.
    case forward
  }

  package var kind: Kind
  /// Of a preview the step, of an alert the trouble, of a forward which mail
  /// (`InboundHistory.forwards`).
  package var about: String
  /// Of an alert what is wrong, of a note the host's words, of a preview the print of its texts.
  package var text: String
  /// From when a digest tells.
  package var from: Instant?
  /// Until when a digest tells; when a previewed step is due.
  package var until: Instant?
  /// How many people a previewed step is for.
  package var count: Int

  package init(
    _ kind: Kind, about: String = "", text: String = "", from: Instant? = nil,
    until: Instant? = nil, count: Int = 0
  ) {
    self.kind = kind
    self.about = about
    self.text = text
    self.from = from
    self.until = until
    self.count = count
  }

  /// The event id under which mails about no event are kept.
  package static let noEvent = ""
}
