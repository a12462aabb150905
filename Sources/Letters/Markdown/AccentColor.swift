import Glibc

/// The network's colour, with companions that keep a contrast of 4.5:1 (WCAG 2.1, 1.4.3) wherever
/// text meets it.
package struct AccentColor: Sendable, Hashable {
  /// As configured, `#rrggbb`.
  package let base: String
  /// Black or white, whichever reads better on the colour.
  package let text: String
  /// The colour, darkened until it reads on white.
  package let onWhite: String
  /// The colour, lightened until it reads on the dark page.
  package let onDark: String

  /// The background of the dark page in `layout.html`.
  static let darkPage = "#1b1f1d"

  /// Anything but `#rrggbb` counts as the default green.
  package init(_ hex: String) {
    let color = Channels(hex) ?? Channels(red: 0x0a, green: 0x66, blue: 0x40)
    base = color.hex
    let white = Channels(red: 255, green: 255, blue: 255)
    let black = Channels(red: 0, green: 0, blue: 0)
    text = color.contrast(white) >= color.contrast(black) ? white.hex : "#000000"
    onWhite = color.mixed(with: black, until: white, ratio: 4.6).hex
    onDark = color.mixed(with: white, until: Channels(Self.darkPage) ?? black, ratio: 6.5).hex
  }

  /// The contrast ratio of two colours, 1 to 21.
  package static func contrast(_ a: String, _ b: String) -> Double {
    guard let a = Channels(a), let b = Channels(b) else { return 1 }
    return a.contrast(b)
  }
}

private struct Channels {
  var red, green, blue: Int

  init(red: Int, green: Int, blue: Int) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  init?(_ hex: String) {
    guard hex.utf8.count == 7, hex.hasPrefix("#"), let value = Int(hex.dropFirst(), radix: 16)
    else {
      return nil
    }
    self.init(red: value >> 16 & 255, green: value >> 8 & 255, blue: value & 255)
  }

  var hex: String {
    "#"
      + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// WCAG 2.1's relative luminance.
  private var luminance: Double {
    func linear(_ value: Int) -> Double {
      let v = Double(value) / 255
      return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  func contrast(_ other: Channels) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  func mixed(with end: Channels, until page: Channels, ratio: Double) -> Channels {
    var out = self
    for step in 0...20 where out.contrast(page) < ratio {
      func mix(_ a: Int, _ b: Int) -> Int { a + (b - a) * step / 20 }
      out = Channels(
        red: mix(red, end.red), green: mix(green, end.green), blue: mix(blue, end.blue))
    }
    return out
  }
}
