import Domain
import Engine
import Synchronization
import Testing

@Suite struct TrustedClockTests {
  /// Both clocks, set by hand.
  final class Clocks: Sendable {
    private let reading: Mutex<TrustedClock.Reading>

    init(_ wall: Instant) { reading = Mutex(.init(wall: wall, boot: 5_000)) }

    var now: TrustedClock.Reading { reading.withLock { $0 } }

    /// Time passes.
    func pass(_ seconds: Int64) {
      reading.withLock {
        $0.wall = $0.wall.adding(seconds: seconds)
        $0.boot += seconds * 1000
      }
    }

    /// Somebody sets the wall clock.
    func set(_ seconds: Int64) {
      reading.withLock { $0.wall = $0.wall.adding(seconds: seconds) }
    }
  }

  private let start = Sample.morning

  private func clocks() -> (Clocks, TrustedClock) {
    let clocks = Clocks(start)
    return (clocks, TrustedClock { clocks.now })
  }

  @Test("the wall clock counts while it keeps step, and when it is set by an hour or less")
  func inStep() {
    let (clocks, clock) = clocks()
    clocks.pass(86_400)
    #expect(clock.now == start.adding(seconds: 86_400) && clock.jump == nil)
    for _ in 0..<30 {
      clocks.set(3_600)
      #expect(clock.now == clocks.now.wall && clock.jump == nil)
    }
    clocks.set(-3_600)
    #expect(clock.now == clocks.now.wall && clock.jump == nil)
  }

  @Test(
    "a jump is not believed: time goes on by the boot clock",
    arguments: [25 * 3_600, 10 * 365 * 86_400, -2 * 3_600, 3_601, -3_601] as [Int64])
  func jumps(_ seconds: Int64) {
    let (clocks, clock) = clocks()
    clocks.pass(60)
    #expect(clock.jump == nil)
    clocks.set(seconds)
    clocks.pass(60)
    #expect(clock.now == start.adding(seconds: 120))
    #expect(clock.jump?.expected == start.adding(seconds: 120))
    #expect(clock.jump?.wall == start.adding(seconds: 120 + seconds))
    clocks.pass(7 * 86_400)
    #expect(clock.now == start.adding(seconds: 120 + 7 * 86_400))
    #expect(!clock.takeReturn())
  }

  @Test("a clock that comes back is believed again, and says so once")
  func returns() {
    let (clocks, clock) = clocks()
    clocks.set(25 * 3_600)
    #expect(clock.jump != nil)
    clocks.set(-25 * 3_600 + 120)
    #expect(clock.now == start.adding(seconds: 120) && clock.jump == nil)
    #expect(clock.takeReturn())
    #expect(!clock.takeReturn())
  }

  @Test("an operator's word makes the wall clock the right one")
  func accepted() {
    let (clocks, clock) = clocks()
    clocks.set(25 * 3_600)
    #expect(clock.now == start)
    clock.accept()
    #expect(clock.now == start.adding(seconds: 25 * 3_600) && clock.jump == nil)
    #expect(!clock.takeReturn())
  }

  @Test("at the start the wall is measured by the last thing that happened")
  func expected() {
    let (clocks, clock) = clocks()
    clock.expect(start.adding(seconds: 7_200))
    #expect(clock.jump?.expected == start.adding(seconds: 7_200))
    clocks.pass(10)
    #expect(clock.now == start.adding(seconds: 7_210))
    clocks.set(7_200)
    #expect(clock.now == start.adding(seconds: 7_210) && clock.takeReturn())
  }
}
