import Domain
import Simulator
import Testing

/// Whole seasons with everything that can happen to them, each from one seed.
@Suite struct SimulationTests {
  #if DEBUG
    static let seeds: UInt64 = 60
  #else
    static let seeds: UInt64 = 500
  #endif
  static let steps = 200
  static let chunk: UInt64 = 20

  @Test("no promise is broken", arguments: 0..<Self.seeds / Self.chunk)
  func promises(_ number: UInt64) throws {
    let zone = try SimulatedZone.amsterdam()
    var report = SimulationReport(steps: Self.steps)
    for seed in number * Self.chunk + 1...(number + 1) * Self.chunk {
      let outcome = Simulation.run(seed: seed, steps: Self.steps, zone: zone)
      if let text = report.note(outcome) { Issue.record("\(text)") }
    }
    #expect(report.seeds == Self.chunk)
  }

  @Test("the same seed gives the same run", arguments: [7, 77, 777])
  func repeats(_ seed: UInt64) throws {
    let zone = try SimulatedZone.amsterdam()
    let first = Simulation.run(seed: seed, steps: 300, zone: zone, isTracing: true)
    let second = Simulation.run(seed: seed, steps: 300, zone: zone)
    #expect(first.trace.hash == second.trace.hash)
    #expect(first.trace.lines.count > 150)
    #expect(Simulation.run(seed: seed + 1, steps: 300, zone: zone).trace.hash != first.trace.hash)
  }
}
