/// Finds damage that no line shows by itself: files that are gone, empty, renamed, or of another
/// history. Reads the headers only.
struct HistoryCheck {
  let layout: StoreLayout
  let disk: any Disk
  let head: HeadRecord?

  struct Fault: Equatable {
    var file: String
    var reason: String

    var error: StoreError {
      .damaged(file: file, line: 1, byte: 0, reason: reason, remedy: HeadRecord.remedy)
    }
  }

  /// The first line of a segment, as far as it can be read.
  private enum FirstLine {
    case empty
    case damaged(String)
    case header(seq: Int, FileHeader)
  }

  func faults() throws -> [Fault] {
    let bases = try StoreLayout.numbers(in: layout.journal, disk)
    let seqs = try StoreLayout.numbers(in: layout.snapshots, disk)
    guard let newest = bases.last else { return emptyJournal(seqs) }
    var headers: [Int: FileHeader] = [:]
    var faults: [Fault] = []
    for base in bases {
      let file = layout.segment(base)
      switch try firstLine(file) {
      case .empty: faults.append(Fault(file: file, reason: "it is empty"))
      case .damaged(let reason): faults.append(Fault(file: file, reason: "the header: \(reason)"))
      case .header(let seq, let header):
        headers[base] = header
        if seq != base {
          let reason = "it is the segment \(StoreLayout.name(seq)) under another name"
          faults.append(Fault(file: file, reason: reason))
        }
      }
    }
    guard let head, headers.isEmpty || headers.values.contains(where: { $0.store == head.store })
    else {
      if head != nil {
        let reason = "it belongs to another store than the journal"
        faults.append(Fault(file: layout.head, reason: reason))
      }
      guard let store = headers[newest]?.store else { return faults }
      return try faults + strangers(store, bases, headers, seqs)
    }
    return try faults + strangers(head.store, bases, headers, seqs)
      + misfits(head, newest, headers[head.base])
  }

  /// A segment gets its name before anything else is named, and the newest is never removed.
  private func emptyJournal(_ snapshots: [Int]) -> [Fault] {
    if let head {
      let reason = "the journal is gone, of which \(HeadRecord.name) knows \(head.durable) lines"
      return [Fault(file: layout.segment(head.base), reason: reason)]
    }
    guard let last = snapshots.last else { return [] }
    let reason = "the journal is gone, of which there is a snapshot up to line \(last)"
    return [Fault(file: layout.journal, reason: reason)]
  }

  private func strangers(
    _ store: String, _ bases: [Int], _ headers: [Int: FileHeader], _ snapshots: [Int]
  ) throws -> [Fault] {
    var files: [String] = []
    for base in bases {
      if let header = headers[base], header.store != store { files.append(layout.segment(base)) }
    }
    for seq in snapshots {
      // One whose header cannot be read is passed over for the one before, with a warning.
      if let other = try snapshotStore(layout.snapshot(seq)), other != store {
        files.append(layout.snapshot(seq))
      }
    }
    return files.map { Fault(file: $0, reason: "it belongs to another store than the rest") }
  }

  private func misfits(_ head: HeadRecord, _ newest: Int, _ named: FileHeader?) -> [Fault] {
    let file = layout.segment(head.base)
    if newest < head.base {
      return [Fault(file: file, reason: "it is gone; \(HeadRecord.name) names it as the newest")]
    }
    if let named, named.segment != head.segment {
      let reason = "it is another segment than the one that \(HeadRecord.name) names"
      return [Fault(file: file, reason: reason)]
    }
    return []
  }

  private func firstLine(_ path: String) throws -> FirstLine {
    var reader = LineReader(try disk.openForReading(path), chunk: 1 << 12)
    guard let bytes = try reader.next() else { return .empty }
    do {
      guard reader.isWhole else { return .damaged("the line does not end") }
      let line = try LineFormat.journalLine(bytes)
      guard line.isType("segment", in: bytes), let header = FileHeader(bytes),
        header.segment != nil
      else { return .damaged("the segment has none") }
      return .header(seq: line.seq, header)
    } catch {
      return .damaged(error.reason)
    }
  }

  private func snapshotStore(_ path: String) throws -> String? {
    var reader = LineReader(try disk.openForReading(path), chunk: 1 << 12)
    guard let bytes = try reader.next(), (try? LineFormat.snapshotLine(bytes)) != nil else {
      return nil
    }
    return FileHeader(bytes)?.store
  }
}

extension JournalScan {
  /// The end that is missing of what `head` says was there, where no snapshot stands for it.
  func shortfall(_ head: HeadRecord?, covered: Int) -> Fault? {
    guard let head, let segment, max(expected - 1, covered) < head.durable else { return nil }
    let place = Place(segment: segment, line: max(1, expected - segment + 1), byte: size)
    let reason = "is missing, and what follows up to \(head.durable)"
    return Fault(place: place, length: 0, seq: expected, reason: reason)
  }
}
