import Planning
import Testing

@Suite struct ClockGateTests {
  private func reading(_ isSynchronised: Bool?, _ seconds: Int64) -> ClockGate.Reading {
    ClockGate.Reading(isSynchronised: isSynchronised, sinceBoot: seconds)
  }

  @Test func `a clock that is synchronised, or not told of, lets mail go at once`() {
    for known in [true, nil] as [Bool?] {
      let gate = ClockGate(reading(known, 3), wait: 900)
      #expect(!gate.isWaiting && gate.text == nil && gate.standing == .open)
    }
    #expect(!ClockGate().isWaiting)
  }

  @Test func `just after boot mail waits until the kernel calls the clock synchronised`() {
    var gate = ClockGate(reading(false, 3), wait: 900)
    #expect(gate.isWaiting && gate.text != nil)
    #expect(!gate.look(reading(false, 899), wait: 900) && gate.isWaiting)
    #expect(gate.look(reading(true, 899), wait: 900) && gate.standing == .open)
    // Once is enough.
    #expect(!gate.look(reading(false, 899), wait: 900) && !gate.isWaiting)
  }

  @Test func `after so long it goes on all the same, and says so`() {
    var gate = ClockGate(reading(false, 3), wait: 900)
    #expect(gate.look(reading(false, 900), wait: 900) && gate.standing == .wentOn)
    #expect(!gate.isWaiting && gate.text == nil)
    // A shorter wait that a reload brings counts at once.
    var other = ClockGate(reading(false, 3), wait: 900)
    #expect(other.look(reading(false, 10), wait: 5) && other.standing == .wentOn)
  }

  @Test func `a machine that was up for longer waits no more, and 0 is not at all`() {
    #expect(ClockGate(reading(false, 5_000), wait: 900).standing == .wentOn)
    #expect(ClockGate(reading(false, 0), wait: 0).standing == .open)
  }
}
