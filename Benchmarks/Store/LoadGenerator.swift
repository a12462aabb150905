import Glibc
import JSONLines
import Store
import Synchronization

/// Callers that each append one entry, wait until it is durable, and begin again.
final class LoadGenerator: Sendable {
  private let journal: Journal
  private let appends: Int
  private let gathered = Mutex<[Double]>([])
  private let failures = Atomic<Int>(0)

  init(_ journal: Journal, appendsPerCaller: Int) {
    self.journal = journal
    appends = appendsPerCaller
  }

  /// Runs `callers` threads to their end.
  /// - Returns: the seconds of every wait, shortest first, and how long all of it took.
  func run(callers: Int) throws -> (waits: [Double], elapsed: Double) {
    let start = Seconds.monotonic
    let argument = Unmanaged.passUnretained(self).toOpaque()
    var threads: [pthread_t] = []
    for _ in 0..<callers {
      var thread = pthread_t()
      let error = pthread_create(
        &thread, nil,
        { argument in
          if let argument {
            Unmanaged<LoadGenerator>.fromOpaque(argument).takeUnretainedValue().call()
          }
          return nil
        }, argument)
      guard error == 0 else { throw BenchError("no thread could be started", error) }
      threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
    let elapsed = Seconds.monotonic - start
    let failed = failures.load(ordering: .relaxed)
    guard failed == 0 else { throw BenchError("\(failed) entries were not saved", EIO) }
    return (gathered.withLock { $0 }.sorted(), elapsed)
  }

  private func call() {
    var waits: [Double] = []
    for number in 0..<appends {
      let start = Seconds.monotonic
      do {
        try journal.wait(journal.append([.sample(number)]))
        waits.append(Seconds.monotonic - start)
      } catch {
        failures.add(1, ordering: .relaxed)
      }
    }
    gathered.withLock { $0 += waits }
  }
}

extension Record {
  /// What the daemon writes for a mail that was accepted: the most frequent entry of all.
  static func sample(_ number: Int) -> Record {
    var fields = JSONObjectWriter()
    fields.add("event", "openspace-juni")
    fields.add("step", "invitation")
    fields.add("person", "p\(number % 100_000)")
    fields.add("id", "d\(number)")
    fields.add("reply", "250 2.0.0 Ok: queued")
    return Record(
      type: "delivery.sent", at: 1_800_000_000_000 + Int64(number), fields: fields.members())
  }
}
