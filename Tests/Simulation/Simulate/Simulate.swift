import Domain
import Glibc
import Simulator

/// `Simulate [SEEDS [STEPS [FIRST]]]` plays seasons and reports broken promises; `Simulate --seed N
/// [STEPS]` plays one and shows it line by line.
@main
enum Simulate {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.compactMap { UInt64($0) }
    let zone = try SimulatedZone.amsterdam()
    if arguments.first == "--seed", let seed = numbers.first {
      exit(show(seed, steps: numbers.count > 1 ? Int(numbers[1]) : 500, zone))
    }
    let seeds = numbers.isEmpty ? 2000 : numbers[0]
    let steps = numbers.count > 1 ? Int(numbers[1]) : 500
    exit(play(seeds, steps: steps, from: numbers.count > 2 ? numbers[2] : 1, zone))
  }

  private static func show(_ seed: UInt64, steps: Int, _ zone: Zone) -> Int32 {
    let outcome = Simulation.run(seed: seed, steps: steps, zone: zone, isTracing: true)
    for line in outcome.trace.lines { print(line) }
    print("step \(outcome.steps): " + (outcome.violation.map { "\($0)" } ?? "no promise is broken"))
    return outcome.violation == nil ? 0 : 1
  }

  private static func play(_ seeds: UInt64, steps: Int, from first: UInt64, _ zone: Zone) -> Int32 {
    var report = SimulationReport(steps: steps)
    for seed in first..<first + seeds {
      let outcome = Simulation.run(seed: seed, steps: steps, zone: zone)
      if let text = report.note(outcome) { print(text) }
      fflush(nil)
    }
    print(report.summary)
    return report.failures == 0 ? 0 : 1
  }
}
