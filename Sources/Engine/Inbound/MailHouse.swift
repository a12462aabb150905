extension String? {
  /// Whether two normalised addresses are of one organisation: of one domain, or one below the
  /// other's, that is nobody's in particular. Everybody has an address at a provider.
  func isOfSameHouse(as other: String) -> Bool {
    guard let self else { return false }
    if self == other { return true }
    guard let own = Self.domain(self), let theirs = Self.domain(other) else { return false }
    let isRelated = own == theirs || own.hasSuffix("." + theirs) || theirs.hasSuffix("." + own)
    let shorter = own.utf8.count < theirs.utf8.count ? own : theirs
    return isRelated && shorter.contains(".") && !Self.isOfProvider(shorter)
  }

  private static func domain(_ address: String) -> String? {
    address.lastIndex(of: "@").map { address[address.index(after: $0)...].lowercased() }
  }

  private static func isOfProvider(_ domain: String) -> Bool {
    providers.contains(domain)
      || manyCountries.contains {
        domain.hasPrefix($0 + ".") && domain.split(separator: ".").count < 4
      }
  }

  /// Whose name stands before the ending of many countries.
  private static let manyCountries = ["hotmail", "live", "outlook", "yahoo", "gmx", "msn"]
  private static let providers: Set<String> = [
    "gmail.com", "googlemail.com", "icloud.com", "me.com", "mac.com", "aol.com", "ymail.com",
    "proton.me", "protonmail.com", "pm.me", "fastmail.com", "mail.com", "zoho.com", "tutanota.com",
    "web.de", "t-online.de", "freenet.de", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net",
    "telenet.be", "skynet.be", "proximus.be", "scarlet.be", "ziggo.nl", "kpnmail.nl",
    "kpnplanet.nl",
    "planet.nl", "hetnet.nl", "home.nl", "xs4all.nl", "casema.nl", "chello.nl", "upcmail.nl",
    "quicknet.nl", "online.nl", "tele2.nl", "zonnet.nl", "solcon.nl", "caiway.nl", "kabelfoon.nl",
    "freeler.nl", "wxs.nl", "versatel.nl", "onsbrabantnet.nl", "zeelandnet.nl", "hotmail.com",
    "co.uk", "org.uk", "com.au", "co.nz", "co.za",
  ]
}
