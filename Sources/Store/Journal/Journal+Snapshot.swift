import Threading

extension Journal {
  /// Writes the whole state after entry `seq` as a snapshot, then removes what two sound snapshots
  /// make superfluous. Runs on the calling thread while the journal goes on.
  ///
  /// `records` are drawn one by one, so nothing holds them all. They must describe the state as it
  /// was when the entries up to `seq`, all durable, had been applied and no later one: take the
  /// state and the number of the last entry applied to it in one step, for what a snapshot covers
  /// is never read again. On an error the older snapshots and every segment are still there.
  package func snapshot(through seq: Int, _ records: some Sequence<Record>) throws {
    let durable = status.durableSeq
    precondition(seq >= 1 && seq <= durable, "a snapshot of \(seq) with \(durable) durable")
    try maintenance.withLock { _ in
      try StoreError.wrapping {
        let file = SnapshotFile(layout: layout, disk: disk, seq: seq)
        try file.write(store: store, at: options.now(), records)
        _ = try file.check()
        // What the snapshot covers can be removed one day only if it ends with a segment.
        monitor.withLock { $0.requestRotation() }
        monitor.signalWork()
        try prune()
      }
    }
  }

  /// Keeps two sound snapshots, and the segments from the older one on.
  private func prune() throws {
    var sound: [Int] = []
    var superfluous: [Int] = []
    for seq in try StoreLayout.numbers(in: layout.snapshots, disk).reversed() {
      if sound.count == 2 {
        superfluous.append(seq)
      } else if (try? SnapshotFile(layout: layout, disk: disk, seq: seq).check()) != nil {
        sound.append(seq)
      }
    }
    guard sound.count == 2 else { return }
    for seq in superfluous { try disk.remove(layout.snapshot(seq)) }
    try disk.syncDirectory(layout.snapshots)
    let bases = try StoreLayout.numbers(in: layout.journal, disk)
    for (base, next) in zip(bases, bases.dropFirst()) where next <= sound[1] + 1 {
      try disk.remove(layout.segment(base))
    }
    try disk.syncDirectory(layout.journal)
  }
}
