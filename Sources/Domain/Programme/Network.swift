/// `[network]` of `convoke.toml`: who we are.
package struct Network: Sendable {
  package var name: String
  package var zone: Zone
  /// BCP 47 primary language, lower case; for people without one.
  package var language: String
  /// Postal address, in the footer of every bulk mail.
  package var address: String
  package var operators: Mailbox?
  /// `#rrggbb`
  package var accent: String
  /// Logo file as read, with its media type; nil without one.
  package var logo: Logo?

  /// What mails carry: the same where mail programs show it, else the PNG beside it; nil for none.
  package var mailLogo: Logo?

  package struct Logo: Sendable {
    package var mediaType: String
    package var bytes: [UInt8]
    package init(mediaType: String, bytes: [UInt8]) {
      self.mediaType = mediaType
      self.bytes = bytes
    }
  }

  package init(
    name: String, zone: Zone, language: String, address: String, operators: Mailbox? = nil,
    accent: String = "#0a6640", logo: Logo? = nil, mailLogo: Logo? = nil
  ) {
    self.name = name
    self.zone = zone
    self.language = language
    self.address = address
    self.operators = operators
    self.accent = accent
    self.logo = logo
    self.mailLogo = mailLogo
  }
}
