import Synchronization
import Testing
import Threading

/// With a limit, because what is lost here makes a thread wait for ever.
@Suite(.timeLimit(.minutes(1))) struct MonitorTests {
  @Test func `every change is seen by whoever waits for it`() {
    let monitor = Monitor(0)
    let threads = (0..<8).map { JoinableThread("adder \($0)") }
    for thread in threads {
      thread.start { for _ in 0..<1000 { monitor.change { $0 += 1 } } }
    }
    let seen = monitor.wait { $0 < 8000 ? .wait(until: nil) : .done($0) }
    #expect(seen == 8000)
    for thread in threads { thread.join() }
  }

  @Test func `a wait ends at its moment and not before`() {
    let monitor = Monitor(())
    let start = MonotonicClock.now()
    let end = start + 0.05
    var looks = 0
    monitor.wait { _ in
      looks += 1
      return MonotonicClock.now() < end ? .wait(untilSeconds: end) : .done(())
    }
    #expect(MonotonicClock.now() >= end)
    #expect(looks < 20)
  }

  @Test func `who waits on one condition is not woken by another`() {
    struct Value: Sendable {
      var looks = [0, 0]
      var isOver = false
    }
    let monitor = Monitor(Value(), conditions: 2)
    let threads = (0..<2).map { JoinableThread("waiter \($0)") }
    for (number, thread) in threads.enumerated() {
      thread.start {
        monitor.wait(on: { _ in number }) { value in
          value.looks[number] += 1
          return value.isOver ? .done(()) : .wait(until: nil)
        }
      }
    }
    // Until both wait.
    while monitor.withLock({ $0.looks != [1, 1] }) { OSThread.sleep(seconds: 0.001) }
    for _ in 0..<50 {
      monitor.wakeOne(1)
      OSThread.sleep(seconds: 0.001)
    }
    let looks = monitor.withLock { $0.looks }
    // POSIX lets a wait return without a reason, but not fifty times.
    #expect(looks[0] < 5)
    #expect(looks[1] > 5)
    monitor.withLock { $0.isOver = true }
    monitor.wakeAll()
    for thread in threads { thread.join() }
  }

  @Test func `a lock that throws is open again`() {
    struct Refused: Error {}
    let monitor = Monitor(1)
    #expect(throws: Refused.self) { try monitor.withLock { _ throws(Refused) in throw Refused() } }
    #expect(monitor.withLock { $0 } == 1)
  }

  @Test func `a ring after the mark is not missed, one before it does not count`() {
    let bell = WakeUp()
    bell.ring()
    let mark = bell.mark
    let start = MonotonicClock.now()
    bell.wait(after: mark, seconds: 0.05)
    #expect(MonotonicClock.now() - start >= 0.05)
    bell.ring()
    bell.wait(after: mark, seconds: 3600)
    #expect(bell.mark != mark)
  }

  @Test func `one ring wakes all who wait`() {
    let bell = WakeUp()
    let waiting = Atomic(0)
    let threads = (0..<4).map { JoinableThread("waiter \($0)") }
    let mark = bell.mark
    for thread in threads {
      thread.start {
        waiting.add(1, ordering: .relaxed)
        bell.wait(after: mark, seconds: 3600)
      }
    }
    while waiting.load(ordering: .relaxed) < 4 { OSThread.sleep(seconds: 0.001) }
    bell.ring()
    for thread in threads { thread.join() }
  }

  @Test func `a flag that one thread sets is seen by another`() {
    let flag = AtomicFlag(false)
    let thread = JoinableThread("setter")
    thread.start { flag.set(true) }
    while !flag.isSet { OSThread.sleep(seconds: 0.001) }
    thread.join()
    flag.set(false)
    #expect(!flag.isSet)
  }
}
