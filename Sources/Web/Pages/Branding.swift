package import Domain
import Templating

/// What all pages of a network share.
package struct Branding: Sendable {
  package var networkName: String
  /// Postal address.
  package var address: String
  /// The network's color, `#rrggbb`; made darker or lighter where text in it could not be read.
  package var accent: String
  package var logo: Network.Logo?
  /// For pages that are nobody's, such as the 404.
  package var language: String
  /// The path of `[web] url`, such as `/doe-mee`; empty when the pages have a name of their own.
  package var base: String

  package init(
    networkName: String, address: String, accent: String, logo: Network.Logo? = nil,
    language: String,
    base: String = ""
  ) {
    self.base = base
    self.networkName = networkName
    self.address = address
    self.accent = accent
    self.logo = logo
    self.language = language
  }

  /// The constants of templates, without the words.
  var constants: [String: String] {
    let chosen = AccentColor(hex: accent) ?? .standard
    let paper = AccentColor(red: 0xFA, green: 0xF7, blue: 0xF2)
    let night = AccentColor(red: 0x21, green: 0x1F, blue: 0x1C)
    // 5.2 on the ground leaves 4.5 on the wash, which lies between ground and accent.
    let light = chosen.readable(on: paper, ratio: 5.2, towards: .black)
    let dark = chosen.readable(on: night, ratio: 5.6, towards: .white)
    return [
      "network.name": networkName, "network.address": address,
      "accent": light.hex, "accent.on": light.text.hex,
      "accent.wash": paper.mixed(with: light, 7, of: 100).hex,
      "accent.dark": dark.hex, "accent.dark.on": dark.text.hex,
      "accent.dark.wash": night.mixed(with: dark, 1, of: 10).hex,
    ]
  }
}
