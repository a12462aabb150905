import Glibc
import JSONLines
import Store
import Synchronization

/// Numbers that are appended, waited for, and printed once they are safe.
final class Load: Sendable {
  private let journal: Journal
  private let next: Atomic<Int>

  init(_ journal: Journal, from first: Int) {
    self.journal = journal
    next = Atomic(first)
  }

  func startThread() {
    let argument = Unmanaged.passRetained(self).toOpaque()
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Load>.fromOpaque(argument).takeUnretainedValue().run() }
        return nil
      }, argument)
    pthread_detach(thread)
  }

  private func run() {
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      var fields = JSONObjectWriter()
      fields.add("n", number)
      fields.add("pad", String(repeating: "x", count: number % 300))
      let record = Record(
        type: "number", at: Int64(time(nil)) * 1000, fields: fields.members())
      do {
        try journal.wait(journal.append([record]))
        StoreTorture.say("\(number)", to: 1)
      } catch {
        usleep(20_000)
      }
    }
  }
}

extension StoreFiles {
  /// The entries that are on disk, with their numbers in the journal.
  func numbers() throws -> [(seq: Int, record: Record)] {
    var held: [(seq: Int, record: Record)] = []
    try read { held.append(($0.seq, $0.record)) }
    return held
  }
}
