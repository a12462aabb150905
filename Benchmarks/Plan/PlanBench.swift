import Domain
import Glibc
import Planning
import State

/// How long one core takes to plan 100 events of five steps for 100,000 people, before the season
/// and in the midst of it.
///
///     PlanBench [PEOPLE [EVENTS]]
@main
enum PlanBench {
  static func main() throws {
    let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    let people = numbers.first ?? 100_000
    let events = numbers.dropFirst().first ?? 100
    let programme = try PlanSample.programme(people: people, events: events)
    var state = State()
    var policy: DeliveryPolicy?
    let making = processorSeconds {
      var names = state.people
      policy = DeliveryPolicy(programme, numbering: &names)
      state.people = names
    }
    guard let policy else { return }
    print("plan: \(people) people × \(events) events × 5 steps")
    print("  audiences and moments worked out in \(text(making)), once for each reload")
    let now = PlanSample.spring
    report("before the season", policy, state, now)
    for schedule in policy.schedules.prefix(events / 5) { PlanSample.invite(schedule, &state) }
    report("with \(events / 5) events under way", policy, state, now.adding(seconds: 86_400))
    let reading = text(sweep(people * events * 5))
    print("  the machine: a byte of each person, event and step is read in \(reading)")
  }

  private static func report(
    _ what: String, _ policy: DeliveryPolicy, _ state: State, _ now: Instant
  ) {
    var lines: [PlanLine] = []
    let seconds = processorSeconds { lines = policy.plan(state, now: now) }
    let mails = lines.reduce(0) { $0 + $1.count }
    print(
      "  \(what): \(text(seconds)), \(lines.count) sends of \(mails) mails "
        + "(goal 1 s: \(seconds <= 1 ? "ok" : "MISSED"))")
  }

  private static func sweep(_ count: Int) -> Double {
    let bytes = [UInt8](repeating: 1, count: count)
    var sum = 0
    let seconds = processorSeconds { for byte in bytes { sum &+= Int(byte) } }
    return sum == count ? seconds : .infinity
  }

  private static func text(_ seconds: Double) -> String { "\(Int(seconds * 1000)) ms" }

  /// What this thread had of the processor; others that use the machine do not count.
  private static func processorSeconds(_ body: () -> Void) -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    body()
    return now() - start
  }
}
