import Domain
import Templating

/// Reads `Config/convoke.toml`.
struct NetworkReader {
  /// What stands in for a setting that is missing or wrong, so that the other files can still be
  /// checked; never part of a programme in force.
  struct Basics {
    var network: Network?
    var mail: MailSettings?
    var smtp: SMTPSettings?
    var web: WebSettings?
    var send: SendSettings?
    var storeDirectory: String?
    var inboundMaildir: String?
    var inboundAuthority: String?
    var languagePlace = SourcePlace.start

    var zone: Zone { network?.zone ?? .utc }
    /// The part of the times that counts most for other files, even when the rest is wrong.
    var hours: SendingHours { send?.hours ?? .always(in: zone) }
  }

  private let root: Section
  private let tree: SourceTree
  /// Reads a file that the configuration names.
  private let load: (String) -> Result<[UInt8], DiskReader.Failure>

  static func read(
    _ table: TOMLTable, file: SourceFile, tree: SourceTree, findings: Findings,
    load: (String) -> Result<[UInt8], DiskReader.Failure>
  ) -> Basics {
    withoutActuallyEscaping(load) { load in
      let root = Section([table], title: "", file: file, findings: findings)
      return NetworkReader(root: root, tree: tree, load: load).basics()
    }
  }

  private func basics() -> Basics {
    var basics = Basics()
    if let section = part("network", required: true) {
      basics.languagePlace = section.layers[0].entry("language")?.node.place ?? section.place
      basics.network = network(section)
    }
    if let section = part("mail", required: true) { basics.mail = mail(section) }
    if let section = part("smtp", required: true) {
      basics.smtp = SMTPReader(section: section, tree: tree).settings()
    }
    if let section = part("web", required: true) {
      basics.web = WebReader(section: section).settings()
    }
    basics.send = SendReader(
      section: part("send")
        ?? Section([], title: "[send]", file: root.file, findings: root.findings)
    ).settings(zone: basics.zone)
    if let section = part("store") {
      basics.storeDirectory = path(section, "directory").map {
        tree.resolve($0.value)
      }
      section.close()
    }
    if let section = part("inbound") {
      basics.inboundMaildir = path(section, "maildir").map {
        tree.resolve($0.value)
      }
      basics.inboundAuthority = section.line("authserv_id")?.value
      section.close()
    }
    root.close()
    return basics
  }

  private func part(_ name: String, required: Bool = false) -> Section? {
    if required, !root.has(name) { root.error(.start, "the table [\(name)] is missing") }
    return root.section(name, title: "[\(name)]")
  }

  private func path(_ section: Section, _ key: String) -> Located<String>? {
    section.line(key, required: section.has(key))
  }

  private func network(_ section: Section) -> Network? {
    defer { section.close() }
    let name = section.line("name", required: true)
    let zone = section.zone("timezone", required: true)
    let address = section.text("address", required: true)
    let language = section.text("language", required: true)
    let operators = section.mailbox("operators")
    let accent = accent(section)
    let logo = logo(section)
    if let language, !LanguageTag.isValid(language.value) {
      section.error(
        language.place, "'\(language.value)' is not a language of two or three letters such as nl")
      return nil
    }
    guard let name, let zone, let language, let address else { return nil }
    return Network(
      name: trim(name.value), zone: zone.value, language: language.value,
      address: trim(address.value), operators: operators?.value, accent: accent,
      logo: logo?.page, mailLogo: logo?.mail)
  }

  private func accent(_ section: Section) -> String {
    guard let accent = section.text("accent") else { return "#0a6640" }
    let digits = accent.value.dropFirst()
    guard accent.value.hasPrefix("#"), digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit)
    else {
      section.error(accent.place, "'accent' must be a colour such as \"#0a6640\"")
      return "#0a6640"
    }
    return accent.value.lowercased()
  }

  /// The largest picture that every mail may carry, in bytes.
  private static let mostLogoBytes = 32_768

  private func logo(_ section: Section) -> (page: Network.Logo, mail: Network.Logo?)? {
    guard let path = section.line("logo"), !path.value.isEmpty else { return nil }
    let types = [
      "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
      "gif": "image/gif", "webp": "image/webp",
    ]
    let ending = path.value.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let type = types[ending] else {
      section.error(path.place, "'logo' must be an svg, png, jpg, gif or webp file")
      return nil
    }
    switch load(path.value) {
    case .success(let bytes):
      let logo = Network.Logo(mediaType: type, bytes: bytes)
      return (logo, mailLogo(section, path, ending, logo))
    case .failure(.absent): section.error(path.place, "there is no file '\(path.value)'")
    case .failure(.unreadable(let why)): section.error(path.place, "'\(path.value)' \(why)")
    }
    return nil
  }

  /// Mail programs show no SVG and hardly any WebP: a PNG of the same name dresses the mails.
  private func mailLogo(
    _ section: Section, _ path: Located<String>, _ ending: String, _ logo: Network.Logo
  ) -> Network.Logo? {
    var picture = logo
    var name = path.value
    if ending == "svg" || ending == "webp" {
      name = String(name.dropLast(ending.count)) + "png"
      guard case .success(let bytes) = load(name) else { return nil }
      picture = Network.Logo(mediaType: "image/png", bytes: bytes)
    }
    guard picture.bytes.count <= Self.mostLogoBytes else {
      section.warning(
        path.place,
        "'\(name)' has \(picture.bytes.count / 1024) KB, too much for every mail (32 KB); mails "
          + "carry the network's name instead")
      return nil
    }
    return picture
  }

  private func mail(_ section: Section) -> MailSettings? {
    defer { section.close() }
    let from = section.mailbox("from", required: true)
    let bounces = section.address("bounces", required: true)
    let replyTo = section.mailbox("reply_to")
    let dkim = section.section("dkim").flatMap(dkim)
    for sender in [from?.map(\.address), bounces, replyTo?.map(\.address)] {
      if let sender { checkSender(sender, section) }
    }
    if let from, from.value.name.contains("@") {
      section.error(
        from.place, "a name with an @ looks like another address; mail programs call it forged")
    }
    guard let from, let bounces else { return nil }
    return MailSettings(
      from: from.value, bounces: bounces.value, replyTo: replyTo?.value, dkim: dkim)
  }

  /// An address that every server on the way can take and that can get a tag: letters of ASCII, and
  /// no quotes.
  private func checkSender(_ address: Located<MailAddress>, _ section: Section) {
    guard address.value.needsUTF8 || address.value.local.contains("\"") else { return }
    section.error(
      address.place,
      "\"\(address.value.text)\" is no address to send from; before the @ use a-z, 0-9, - and .")
  }

  private func dkim(_ section: Section) -> DKIMSettings? {
    defer { section.close() }
    let domain = section.line("domain", required: true)
    let selector = section.line("selector", required: true)
    let key = section.secret("key", tree: tree, required: true)
    for name in [domain, selector].compactMap(\.self) where !Self.isDomainName(name.value) {
      section.error(name.place, "'\(name.value)' is not made of letters, digits, hyphens and dots")
    }
    guard let domain, let selector, let key else { return nil }
    return DKIMSettings(domain: domain.value, selector: selector.value, key: key)
  }

  /// Labels as the DNS has them (RFC 6376 3.1, 3.5): another alphabet must be in A-labels already.
  private static func isDomainName(_ text: String) -> Bool {
    text.utf8.count <= 253
      && text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy
      {
        (1...63).contains($0.count)
          && $0.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
            default: false
            }
          }
      }
  }
}
