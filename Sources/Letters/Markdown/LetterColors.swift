import Templating

/// The network's color, with companions that keep a contrast of 4.5:1 (WCAG 2.1, 1.4.3) wherever
/// text meets it.
package struct LetterColors: Sendable, Hashable {
  /// As configured, `#rrggbb`.
  package let base: String
  /// Black or white, whichever reads better on the color.
  package let text: String
  /// The color, darkened until it reads on white.
  package let onWhite: String
  /// The color, lightened until it reads on the dark page.
  package let onDark: String

  /// The background of the dark page in `layout.html`.
  static let darkPage = AccentColor(red: 0x1B, green: 0x1F, blue: 0x1D)

  /// Anything but `#rrggbb` counts as the default green.
  package init(_ hex: String) {
    let color = AccentColor(hex: hex) ?? .standard
    base = color.hex
    text = color.text.hex
    onWhite =
      color.readable(
        on: .white, ratio: 4.6, towards: .black, steps: 20, rounding: .towardsSelf
      ).hex
    onDark =
      color.readable(
        on: Self.darkPage, ratio: 6.5, towards: .white, steps: 20, rounding: .towardsSelf
      ).hex
  }
}
