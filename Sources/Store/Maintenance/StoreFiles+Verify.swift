/// What `StoreFiles.verify` found.
package struct StoreCheck: Sendable, Equatable {
  /// A place that is not as it must be.
  package struct Problem: Sendable, Equatable, CustomStringConvertible {
    package var file: String
    package var line: Int
    package var byte: Int
    package var reason: String

    /// Whether this is the end of a batch that a crash cut off: no proven entry is affected, and
    /// the next start sets it aside.
    package var isTorn: Bool

    package var description: String {
      "\(file):\(line): \(isTorn ? "torn" : "damaged") at byte \(byte): \(reason)"
    }
  }

  /// Entries of the journal's segments that are still there.
  package var entries = 0
  package var segments = 0
  package var snapshots = 0
  package var quarantined = 0
  package var lastSeq = 0
  package var bytes = 0
  package var problems: [Problem] = []

  package var isSound: Bool { problems.allSatisfy(\.isTorn) }

  package init() {}
}

extension StoreFiles {
  /// Reads every line of every file and lists what is damaged; throws only when a file cannot be
  /// read or has a newer format.
  package func verify() throws -> StoreCheck {
    try refuseNewerFormats()
    return try StoreError.wrapping {
      var check = StoreCheck()
      // Before the journal, which may go on meanwhile.
      var head: HeadRecord?
      if let problem = try problem({ head = try HeadRecord.read(layout, disk) }) {
        check.problems.append(problem)
      }
      let misfits = try HistoryCheck(layout: layout, disk: disk, head: head).faults()
      var sound: [SnapshotFile] = []
      var store: String?
      for seq in try StoreLayout.numbers(in: layout.snapshots, disk) {
        let file = SnapshotFile(layout: layout, disk: disk, seq: seq)
        check.snapshots += 1
        let problem = try problem {
          store = try file.check().header.store
          try file.read { _ in }
          sound.append(file)
        }
        if let problem { check.problems.append(problem) }
      }
      check.quarantined = try StoreLayout.names(in: layout.quarantine, disk).count
      let bases = try StoreLayout.numbers(in: layout.journal, disk)
      check.segments = bases.count
      // Segments before the oldest snapshot they can follow are leftovers of a removal.
      let first = bases.first ?? 1
      let covered = sound.first { first <= $0.seq + 1 }?.seq ?? 0
      let newest = sound.last?.seq ?? 0
      if let problem = try problem({
        let scan = try scan(bases, covered, store, head, &check)
        if let fault = scan.shortfall(head, covered: newest) { throw scan.damage(fault) }
      }) {
        check.problems.append(problem)
      }
      for fault in misfits {
        check.problems.removeAll { $0.file == fault.file && $0.line == 1 }
        check.problems.append(
          StoreCheck.Problem(
            file: fault.file, line: 1, byte: 0, reason: fault.reason, isTorn: false))
      }
      return check
    }
  }

  private func scan(
    _ bases: [Int], _ covered: Int, _ store: String?, _ head: HeadRecord?,
    _ check: inout StoreCheck
  ) throws -> JournalScan {
    var scan = JournalScan(
      layout, disk, from: 1, store: store, skipThrough: 0, durable: head?.durable ?? 0,
      stopsAtDamage: false)
    var entries = 0
    try scan.readFrom(bases, after: covered) { _ in entries += 1 }
    try scan.handOverUnproven { _ in entries += 1 }
    check.entries = entries
    check.lastSeq = max(scan.expected - 1, covered)
    check.bytes = scan.bytesRead
    for fault in scan.faults {
      check.problems.append(
        StoreCheck.Problem(
          file: layout.segment(fault.place.segment), line: fault.place.line,
          byte: fault.place.byte, reason: "entry \(fault.seq): \(fault.reason)",
          isTorn: fault.seq > scan.durable))
    }
    return scan
  }

  private func problem(_ body: () throws -> Void) throws -> StoreCheck.Problem? {
    do {
      try body()
      return nil
    } catch StoreError.damaged(let file, let line, let byte, let reason, _) {
      return StoreCheck.Problem(
        file: file, line: line, byte: byte, reason: reason, isTorn: false)
    }
  }
}
