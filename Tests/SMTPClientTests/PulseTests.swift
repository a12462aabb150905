import Glibc
import MailCatcher
import SMTPClient
import Synchronization
import Testing

/// What the watchdog asks: does every delivery agent with a mail in hand give signs of life?
@Suite("Signs of life", .timeLimit(.minutes(2))) struct PulseTests {
  @Test func `a server that takes its time is no hanging agent`() async throws {
    let desk = TestSource()
    let script = FaultScript([FaultRule(.final, .hold)])
    try await Fixture.with(script, desk: desk) { catcher, agents in
      #expect(agents.longestSilence == 0)
      desk.put(Fixture.mail())
      await catcher.wait { $0.contains(.dot(1)) }
      // It is heard again and again while nothing else happens.
      var signs = 0
      var silence = 0.0
      while signs < 3 {
        try await Task.sleep(for: .milliseconds(50))
        let now = agents.longestSilence
        if now < silence { signs += 1 }
        silence = now
      }
      script.release()
      _ = await desk.outcomes(1)
    }
  }

  @Test func `a agent that is stuck in the commitment is silent until it is not`() async throws {
    let isStuck = Atomic(true)
    let desk = TestSource { _ in
      while isStuck.load(ordering: .relaxed) { usleep(1000) }
      return true
    }
    try await Fixture.with(desk: desk) { _, agents in
      desk.put(Fixture.mail())
      while agents.longestSilence < 1.5 { try await Task.sleep(for: .milliseconds(20)) }
      isStuck.store(false, ordering: .relaxed)
      _ = await desk.outcomes(1)
      while agents.longestSilence > 0 { await Task.yield() }
    }
  }
}
