import Daemon
import Testing

@Suite struct AnonymousTests {
  @Test(
    "an address is left out of a text, whatever stands around it",
    arguments: [
      ("550 5.1.1 <jan.de.boer@bakker.example>: nobody", "550 5.1.1 <…>: nobody"),
      ("'jan@bakker.example' is not known.", "'…' is not known."),
      ("mail to Jan+x@b.example.", "mail to …."),
      ("550 <jan.d'hondt@b.example>: unknown", "550 <…>: unknown"),
      (
        "Config/people/people.csv:5: error: jan@b is no address",
        "Config/people/people.csv:5: error: … is no address"
      ),
      ("12 @ noon, -1d 09:30", "12 @ noon, -1d 09:30"), ("", ""),
    ])
  func addresses(_ text: String, _ shown: String) { #expect(Anonymous.text(text) == shown) }

  @Test("a reply names its recipient in no other way either")
  func replies() {
    #expect(
      Anonymous.text("550 user Jan.Boer unknown; uid=jan.boer", of: "jan.boer@b.example")
        == "550 user … unknown; …")
    #expect(Anonymous.text("550 no an here", of: "an@b.example") == "550 no … here")
    #expect(Anonymous.text("550 cannot", of: "an@b.example") == "550 cannot")
  }
}
