import Glibc

/// A color of sRGB, to judge whether text in it can be read.
package struct AccentColor: Hashable, Sendable {
  package var red: UInt8
  package var green: UInt8
  package var blue: UInt8

  package static let white = AccentColor(red: 255, green: 255, blue: 255)
  package static let black = AccentColor(red: 0, green: 0, blue: 0)
  /// Of a network that named none.
  package static let standard = AccentColor(red: 0x0A, green: 0x66, blue: 0x40)

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
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
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
  package func contrast(with other: AccentColor) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// White or black, whichever is easier to read on it; one of the two always reaches 4.58.
  package var text: AccentColor {
    contrast(with: .white) >= contrast(with: .black) ? .white : .black
  }

  /// This color, moved towards `end` in equal steps until its contrast with `ground` is `ratio`.
  package func readable(
    on ground: AccentColor, ratio: Double, towards end: AccentColor, steps: Int = 50,
    rounding: Rounding = .nearest
  ) -> AccentColor {
    for step in 0...steps {
      let mixed = mixed(with: end, step, of: steps, rounding)
      if mixed.contrast(with: ground) >= ratio { return mixed }
    }
    return end
  }

  /// What becomes of the fraction of a channel; letters and pages have always differed in it.
  package enum Rounding { case nearest, towardsSelf }

  /// The color `share` of `whole` steps on the way to `other`.
  package func mixed(
    with other: AccentColor, _ share: Int, of whole: Int, _ rounding: Rounding = .nearest
  ) -> AccentColor {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      let way = (Int(b) - Int(a)) * share
      return switch rounding {
      case .nearest: UInt8((2 * (Int(a) * whole + way) + whole) / (2 * whole))
      case .towardsSelf: UInt8(Int(a) + way / whole)
      }
    }
    return AccentColor(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}
