import Glibc

/// A colour of sRGB, to judge whether text in it can be read.
package struct AccentColour: Hashable, Sendable {
  package var red: UInt8
  package var green: UInt8
  package var blue: UInt8

  package init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Reads `#rrggbb`; nil for anything else.
  package init?(hex: String) {
    let bytes = Array(hex.utf8)
    guard bytes.count == 7, bytes[0] == UInt8(ascii: "#"),
      bytes.dropFirst().allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(hex.dropFirst(), radix: 16)
    else { return nil }
    self.init(
      red: UInt8(value >> 16), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
  }

  package var hex: String {
    "#"
      + [red, green, blue].map { part in
        let digits = String(part, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  /// Relative luminance (WCAG 2.2), 0 for black to 1 for white.
  package var luminance: Double {
    func linear(_ part: UInt8) -> Double {
      let value = Double(part) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Contrast ratio (WCAG 2.2), 1 to 21.
  package func contrast(with other: AccentColour) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  package static let white = AccentColour(red: 255, green: 255, blue: 255)
  package static let black = AccentColour(red: 0, green: 0, blue: 0)

  /// This colour, moved towards `end` in small steps until its contrast with `ground` is `ratio`.
  package func readable(
    on ground: AccentColour, ratio: Double, towards end: AccentColour
  )
    -> AccentColour
  {
    for step in 0...50 {
      let mixed = mixed(with: end, share: Double(step) / 50)
      if mixed.contrast(with: ground) >= ratio { return mixed }
    }
    return end
  }

  func mixed(with other: AccentColour, share: Double) -> AccentColour {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * share).rounded())
    }
    return AccentColour(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}
