import MailCatcher
import Refusals
import SMTPClient
import Testing

@Suite("Stop and reload") struct StopTests {
  @Test func `what has committed may finish`() async throws {
    let desk = TestSource()
    let script = FaultScript([FaultRule(.final, .hold)])
    try await Fixture.with(script, desk: desk) { catcher, agents in
      desk.put(Fixture.mail())
      await catcher.wait { $0.contains(.dot(1)) }
      desk.close()
      async let left = Fixture.stop(agents, graceSeconds: 30)
      script.release()
      #expect(await left == 0)
      #expect(desk.record.outcomes[1] == [.sent(reply: "250 2.0.0 caught")])
    }
  }

  @Test func `what has committed and gets no reply in time is in doubt`() async throws {
    let desk = TestSource()
    let script = FaultScript([FaultRule(.final, .stall)])
    try await Fixture.with(script, desk: desk) { _, agents in
      desk.put(Fixture.mail())
      _ = await desk.record { $0.commits == [1] }
      desk.close()
      _ = await Fixture.stop(agents, graceSeconds: 3)
      #expect(FaultTableTests.summary(await desk.outcomes(1)) == "doubt")
    }
  }

  @Test(.timeLimit(.minutes(2)), arguments: [FaultStage.greeting, .mail, .recipient, .data])
  func `what has not committed is given back`(stage: FaultStage) async throws {
    let desk = TestSource()
    let script = FaultScript([FaultRule(stage, .stall)])
    try await Fixture.with(script, desk: desk) { catcher, agents in
      desk.put(Fixture.mail())
      await catcher.wait { $0.contains(.connected(1)) }
      desk.close()
      #expect(await Fixture.stop(agents, graceSeconds: 600) == 0)
      #expect(FaultTableTests.summary(desk.record) == "returned")
    }
  }

  @Test func `a gate that is asked during a stop is not asked at all`() async throws {
    let desk = TestSource()
    let script = FaultScript([FaultRule(.data, .hold)])
    try await Fixture.with(script, desk: desk) { catcher, agents in
      desk.put(Fixture.mail())
      await catcher.wait { $0.contains(.command(1, "DATA")) }
      desk.close()
      async let left = Fixture.stop(agents, graceSeconds: 30)
      while agents.isOpen { await Task.yield() }
      script.release()
      #expect(await left == 0)
      #expect(FaultTableTests.summary(desk.record) == "returned")
      #expect(desk.record.commits.isEmpty && catcher.mails.isEmpty)
    }
  }

  @Test func `a server that does not say goodbye does not delay the stop`() async throws {
    let desk = TestSource()
    let script = FaultScript([FaultRule(.quit, .stall)])
    let clock = ContinuousClock()
    try await Fixture.with(script, desk: desk) { _, agents in
      desk.put(Fixture.mail())
      _ = await desk.outcomes(1)
      desk.close()
      let taken = await clock.measure {
        #expect(await Fixture.stop(agents, graceSeconds: 60) == 0)
      }
      #expect(taken < .seconds(30))
    }
  }

  @Test func `a refusal whose goodbye stalls is reported all the same`() async throws {
    let desk = TestSource()
    let script = FaultScript([
      FaultRule(.recipient, .reply("550 5.1.1 no"), times: 1), FaultRule(.quit, .stall),
    ])
    try await Fixture.with(script, desk: desk) { _, _ in
      desk.put(Fixture.mail())
      let record = await desk.outcomes(1)
      #expect(FaultTableTests.summary(record) == "refused no-mailbox at recipient, suppress")
    }
  }

  @Test func `a reload does not interrupt a transfer, and the next mail goes the new way`()
    async throws
  {
    let other = try MailCatcher()
    try await other.start()
    let desk = TestSource()
    let script = FaultScript([FaultRule(.final, .hold)])
    try await Fixture.with(script, desk: desk) { catcher, agents in
      desk.put(Fixture.mail(1))
      await catcher.wait { $0.contains(.dot(1)) }
      agents.replace(try Fixture.relay(other, connections: 3))
      script.release()
      desk.put((2...7).map { Fixture.mail($0) })
      let record = await desk.outcomes(7)
      #expect(record.outcomes.values.allSatisfy { $0 == [.sent(reply: "250 2.0.0 caught")] })
      #expect(catcher.mails.count == 1)
      #expect(other.mails.count == 6)
    }
    await other.stop()
  }

  @Test func `fewer connections send the surplus agents home`() async throws {
    let desk = TestSource(isRetried: true)
    try await Fixture.with(desk: desk, connections: 6) { catcher, agents in
      desk.put((1...12).map { Fixture.mail($0) })
      _ = await desk.outcomes(12)
      agents.replace(try Fixture.relay(catcher, connections: 1))
      desk.put((13...40).map { Fixture.mail($0) })
      let record = await desk.outcomes(40)
      #expect(record.outcomes.values.allSatisfy { $0 == [.sent(reply: "250 2.0.0 caught")] })
      #expect(catcher.mails.count == 40)
    }
  }
}
