extension StoreFiles {
  /// Copies the store into a new or empty directory on the same disk, consistent even while a
  /// journal runs on it: every entry durable when the call began is in the copy, and nothing torn.
  /// `also` names further files of the store's directory, such as the keys; absent ones are left
  /// out.
  ///
  /// The copy is synced and verified before this returns; tells what is in it.
  @discardableResult
  package func backup(to directory: String, also: [String] = []) throws -> StoreCheck {
    let target = StoreFiles(directory: directory, disk: disk)
    try refuseNewerFormats()
    return try StoreError.wrapping {
      guard try StoreLayout.names(in: directory, disk).isEmpty else {
        throw StoreError.unusable(
          path: directory, reason: "is not empty; name a new directory", exitCode: 73)
      }
      let head = try HeadRecord.read(layout, disk)
      if let fault = try HistoryCheck(layout: layout, disk: disk, head: head).faults().first {
        throw fault.error
      }
      for path in [directory, target.layout.snapshots, target.layout.journal] {
        try disk.makeDirectory(path)
      }
      for name in also {
        try copy("\(layout.directory)/\(name)", to: "\(directory)/\(name)", onlyLines: false)
      }
      try copyAll(to: target)
      for path in [target.layout.snapshots, target.layout.journal, directory] {
        try disk.syncDirectory(path)
      }
      var check = try target.verify()
      if check.problems.isEmpty {
        if let head, check.lastSeq < head.durable {
          throw StoreError.damaged(
            file: layout.segment(head.base), line: 1, byte: 0,
            reason: "the end is missing: \(check.lastSeq) lines of \(head.durable)",
            remedy: HeadRecord.remedy)
        }
        try target.writeHead(durable: check.lastSeq)
        check = try target.verify()
      }
      if let problem = check.problems.first {
        throw StoreError.damaged(
          file: problem.file, line: problem.line, byte: problem.byte, reason: problem.reason,
          remedy: "the copy is not sound; run `convoke store verify` on the store itself")
      }
      return check
    }
  }

  /// Snapshots taken meanwhile remove what came before the older of two: then what was copied may
  /// lack something in between, and the copy is begun again.
  private func copyAll(to target: StoreFiles) throws {
    for _ in 0..<5 {
      let seqs = try StoreLayout.numbers(in: layout.snapshots, disk)
      for seq in seqs {
        try copy(layout.snapshot(seq), to: target.layout.snapshot(seq), onlyLines: false)
      }
      let bases = try copySegments(to: target)
      let left = try StoreLayout.numbers(in: layout.snapshots, disk)
      // Nothing is removed before there are two, and then the older of those before goes too.
      if seqs.isEmpty ? left.count < 2 : seqs.allSatisfy(left.contains) { return }
      for seq in seqs { try target.removeIfThere(target.layout.snapshot(seq)) }
      for base in bases { try target.removeIfThere(target.layout.segment(base)) }
    }
    throw StoreError.notSaved(reason: "the store is compacted too often to be copied; try again")
  }

  private func copySegments(to target: StoreFiles) throws -> [Int] {
    var bases: [Int] = []
    while let base = try StoreLayout.numbers(in: layout.journal, disk)
      .first(where: { $0 > bases.last ?? 0 })
    {
      try copy(layout.segment(base), to: target.layout.segment(base), onlyLines: true)
      bases.append(base)
    }
    return bases
  }

  private func removeIfThere(_ path: String) throws(DiskError) {
    do {
      try disk.remove(path)
    } catch {
      if !error.isAbsent { throw error }
    }
  }

  func copy(_ source: String, to path: String, onlyLines: Bool) throws {
    guard let file = try openIfThere(source) else { return }
    var reader = LineReader(file)
    var writer = BufferedWriter(try disk.create(path))
    while let bytes = try reader.next() {
      if onlyLines, !reader.isWhole { break }
      writer.buffer += bytes
      if reader.isWhole { writer.buffer.append(0x0A) }
      try writer.flushIfFull()
    }
    try writer.finish()
  }

  private func openIfThere(_ path: String) throws(DiskError) -> (any DiskFile)? {
    do {
      return try disk.openForReading(path)
    } catch {
      if error.isAbsent { return nil }
      throw error
    }
  }
}
