import Templating
import Testing

@Suite struct AccentColorTests {
  @Test(arguments: ["#000000", "#0a6640", "#ffff00", "#ff0000", "#ffffff", "#7f7f7f", "#0000ff"])
  func `text in the accent can be read whatever the accent`(hex: String) throws {
    let accent = try #require(AccentColor(hex: hex))
    #expect(accent.hex == hex)
    let paper = AccentColor(red: 0xFA, green: 0xF7, blue: 0xF2)
    let night = AccentColor(red: 0x16, green: 0x15, blue: 0x13)
    let light = accent.readable(on: paper, ratio: 5.2, towards: .black)
    let dark = accent.readable(on: night, ratio: 5.6, towards: .white)
    #expect(light.contrast(with: paper) >= 5.2)
    #expect(dark.contrast(with: night) >= 5.6)
    for color in [light, dark] {
      #expect(max(color.contrast(with: .white), color.contrast(with: .black)) >= 4.5)
    }
  }

  @Test func `contrast is that of WCAG`() throws {
    #expect(abs(AccentColor.white.contrast(with: .black) - 21) < 0.001)
    let grey = try #require(AccentColor(hex: "#767676"))
    #expect(abs(grey.contrast(with: .white) - 4.54) < 0.01)
  }

  @Test(arguments: ["", "0a6640", "#0a664", "#0a66400", "#gggggg", "#+12345", "green"])
  func `what is no color is not read`(text: String) {
    #expect(AccentColor(hex: text) == nil)
  }
}
