import Domain
import Foundation
import State
import Testing

@Suite("Finding somebody's address however it is written")
struct AddressSearchTests {
  private static let search = AddressSearch(["anna.b@network.test"])
  private static let base64 = Data("Groeten van anna.b@network.test, tot dan".utf8)
    .base64EncodedString()

  @Test(
    "It is found",
    arguments: [
      "anna.b@network.test", "<ANNA.B@Network.Test>", "mailto:Anna.b@network.test?x",
      "(anna.b@network.test).",
      "- anna.b@network.test", "-anna.b@network.test", "email=anna.b@network.test&x=1",
      "x\u{201C}anna.b@network.test\u{201D}",
      #"{"x":"anna.b\u0040network.test"}"#, #"anna\u002eb@network.test"#, "anna.b%40network.test",
      "a%3Danna.b%40network%2Etest",
      "anna.b=40network.test", "anna.b@netw=\r\nork.test", "anna.b@network=\n.test",
      "anna.b&#64;network.test", "anna.b&#x40;network.test",
      "anna.b&commat;network&period;test", "%2561nna.b@network.test",
      "=?utf-8?Q?anna.b=40network.test?=",
      "=?utf-8?q?Anna_anna.b=40net?=\r\n =?utf-8?q?work.test?=",
      "bounce+anna.b=network.test@list.test",
      "SRS0=x=yy=network.test=anna.b@relay.test", base64, "xy" + base64,
      "Subject: =?UTF-8?B?\(base64)?=",
      String(base64.prefix(30)) + "\r\n" + String(base64.dropFirst(30)),
      #"{"x":"\#(String(base64.prefix(20)))\n\#(String(base64.dropFirst(20)))"}"#,
      Data(base64.utf8).base64EncodedString(), "zie anna.b@network.test.",
    ])
  func found(text: String) {
    #expect(Self.search.finds(in: text))
    #expect(Self.search.redacted(text).map { !Self.search.finds(in: $0) } == true)
  }

  @Test(
    "What it is only a part of is another's",
    arguments: [
      "joanna.b@network.test", "x.anna.b@network.test", "x-anna.b@network.test",
      "éanna.b@network.test", "anna.b@network.test.example",
      "anna.b@network.tester", "anna.b@network.test-a.example", "anna-b@network.test",
      "anna.b at network.test", "", "@network.test",
      "anna.b@network", "=", "=?utf-8?b?", "&#", "%4", "\\u00", "\\",
    ])
  func others(text: String) {
    #expect(!Self.search.finds(in: text))
    #expect(Self.search.redacted(text) == nil)
  }

  @Test(
    "Letters beyond ASCII: either form, any case, a domain in letters or in A-labels, Latin-1, two bytes a letter"
  )
  func letters() throws {
    let address = try MailAddress("José@Bücher.example").normalized
    let search = AddressSearch([address])
    let composed = "jos\u{E9}@b\u{FC}cher.example"
    for text in [
      composed, composed.decomposedStringWithCanonicalMapping, "JOS\u{C9}@xn--bcher-kva.example",
      "jos%C3%A9@b%C3%BCcher.example", "Jos=C3=A9@xn--bcher-kva.example",
      #"jos\u00e9@b\u00fccher.example"#, "jos&#233;@b&#252;cher.example",
    ] {
      #expect(search.finds(in: text), "\(text)")
    }
    let western = composed.unicodeScalars.map { UInt8($0.value) }
    #expect(search.finds(in: Array("Van: ".utf8) + western))
    let wide = "anna.b@network.test".utf8.flatMap { [UInt8]([$0, 0]) }
    #expect(Self.search.finds(in: wide))
  }

  @Test("Only the address leaves a text; a hidden one takes the text with it")
  func redacted() {
    #expect(
      Self.search.redacted("Bel Anna.B@network.test of anna.b@network.test!")
        == "Bel [erased] of [erased]!")
    #expect(Self.search.redacted("zie anna.b%40network.test") == AddressSearch.erased)
    #expect(Self.search.redacted("a;anna.b@network.test;b\n", by: "") == "a;;b\n")
  }

  @Test("The work grows with the text and not with its square")
  func linear() {
    let clock = ContinuousClock()
    func time(_ count: Int) -> Duration {
      let text = Array(String(repeating: "=3D%3D&#61;anna.b@x", count: count).utf8)
      return clock.measure { #expect(!Self.search.finds(in: text)) }
    }
    _ = time(100)
    #expect(time(8000) < max(time(2000) * 16, .milliseconds(200)))
  }
}
