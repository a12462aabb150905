import Store
import StoreTesting

/// Eight batches of two over several segments, a snapshot after the third and the sixth, a close.
struct History {
  var options: JournalOptions {
    var options = SimulatedStore.options
    options.segmentBytes = 600
    return options
  }

  /// Runs until the first error; returns how many entries were acknowledged.
  func callAsFunction(_ disk: SimulatedDisk) -> Int {
    var acknowledged = 0
    try? run(disk) { acknowledged = $0 }
    return acknowledged
  }

  private func run(_ disk: SimulatedDisk, _ acknowledge: (Int) -> Void) throws {
    let (journal, _, _) = try SimulatedStore.open(disk, options)
    for batch in 0..<8 {
      try journal.wait(journal.append([entry(2 * batch), entry(2 * batch + 1)]))
      acknowledge(2 * batch + 2)
      if batch == 2 || batch == 5 {
        try journal.snapshot(
          through: journal.status.durableSeq, (0..<2 * batch + 2).map { entry($0) })
      }
    }
    journal.close()
  }
}
