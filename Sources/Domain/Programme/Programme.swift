/// The validated content of `Config/` and `Templates/`: what Convoke is to do.
///
/// A value without errors: whoever holds a `Programme` may act on it. Warnings travel beside it.
package struct Programme: Sendable {
  package var network: Network
  package var mail: MailSettings
  package var smtp: SMTPSettings
  package var web: WebSettings
  package var send: SendSettings
  package var storeDirectory: String?
  package var inboundMaildir: String?
  /// What our own mail server calls itself in Authentication-Results (RFC 8601).
  package var inboundAuthority: String?
  package var people: Roster
  package var playbooks: [String: Playbook]
  /// Dated gatherings and newsletters (kind `newsletter`), ordered by start, then id.
  package var events: [Event]
  package var templates: TemplateSet
  /// SHA-256-like fingerprint of every source file, hex: equal content, equal fingerprint.
  package var fingerprint: String

  package init(
    network: Network, mail: MailSettings, smtp: SMTPSettings, web: WebSettings,
    send: SendSettings, storeDirectory: String? = nil, inboundMaildir: String? = nil,
    inboundAuthority: String? = nil, people: Roster, playbooks: [String: Playbook],
    events: [Event], templates: TemplateSet, fingerprint: String
  ) {
    self.network = network
    self.mail = mail
    self.smtp = smtp
    self.web = web
    self.send = send
    self.storeDirectory = storeDirectory
    self.inboundMaildir = inboundMaildir
    self.inboundAuthority = inboundAuthority
    self.people = people
    self.playbooks = playbooks
    self.events = events
    self.templates = templates
    self.fingerprint = fingerprint
  }

  package func event(_ id: String) -> Event? { events.first { $0.id == id } }
}
