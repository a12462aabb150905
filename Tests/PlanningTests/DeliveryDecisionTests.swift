import Domain
import Planning
import State
import Testing

@Suite struct DeliveryDecisionTests {
  @Test(
    "each delivery has exactly one of the contract's words",
    arguments: [
      (DeliveryDecision.due, "waiting"), (.waiting(until: Instant(seconds: 1), why: ""), "waiting"),
      (.held(why: ""), "held"), (.missed(why: ""), "missed"), (.never(why: ""), "never"),
      (.done(.sent), "sent"), (.done(.doubt), "doubt"), (.done(.committed), "waiting"),
      (.done(.failed), "failed"), (.done(.missed), "missed"), (.done(.dropped), "never"),
      (.done(.deferred), "waiting"), (.done(.open), "waiting"),
    ])
  func words(_ verdict: DeliveryDecision, _ word: String) {
    #expect(verdict.word == word)
  }
}
