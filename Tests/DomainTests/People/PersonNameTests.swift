import Domain
import Testing

/// What may stand as a stranger's name in a mail of the network.
@Suite struct PersonNameTests {
  @Test(arguments: [
    "Anna", "Bram de Wit", "J.P. Bakker", "A.Jansen", "Jansen, Anna", "Anne-Marie O’Neill",
    "Dirk O'Neill", "María José Núñez", "Łukasz Żak", "Đặng Thị Hà", "王小明", "محمد بن علي",
    "Σωκράτης", "Jan & Piet", "Anna (Ans) de Vries", "B. Jansen B.V.", "Team Inkoop 2",
    "Dr. med. A. Hof", "ir. P.J.M. van den Heuvel - de Groot", "Μ. Παπαδόπουλος",
    "Jean\u{A0}Paul",
  ])
  func names(_ name: String) {
    #expect(PersonName.isName(name), "\(name)")
  }

  @Test(arguments: [
    "", " ", "-", "...", "42", "https://evil.example", "http:evil", "evil.example",
    "Kijk op evil.example", "WIN.COM", "x.com", "T.CO", "bit.ly", "evil.example/win", "www.evil",
    "a@b.nl", "Bel 0900 123", "Anna<b>", "Anna\nBcc: x", "Anna\tB", "Anna 🎁", "Win!", "Gratis?",
    "50% korting", "€ 100", "a: b", "[klik](x)", "`x`", "**Anna**", "{{link.host}}",
    "Anna\u{202E}", "Anna\u{200B}B", "Anna\u{2028}B", "evil.exam", "ev\u{2024}il",
    "een twee drie vier vijf zes zeven acht negen", String(repeating: "a", count: 61),
    "（evil．example）", "evil。example", "Anna #1", "Anna=1", "Anna|Ben", "A\u{0}",
  ])
  func others(_ text: String) {
    #expect(!PersonName.isName(text), "\(text)")
  }
}
