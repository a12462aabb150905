extension StoreFiles {
  /// Names the newest segment that is there in `head.json`, and tells whether it was not named so
  /// before; nothing where there is none.
  @discardableResult
  func writeHead(durable: Int) throws -> Bool {
    guard let base = try StoreLayout.numbers(in: layout.journal, disk).last,
      let header = try FileHeader.read(layout.segment(base), disk), let segment = header.segment
    else { return false }
    let head = HeadRecord(
      store: header.store, base: base, segment: segment, durable: max(durable, base))
    if let before = try? HeadRecord.read(layout, disk), before == head { return false }
    try head.write(layout, disk)
    return true
  }

  /// Gives up the end of the journal that is gone: a segment of `lost` lines takes the numbers that
  /// were proven, and `head.json` says from now on what is there. Returns the files written.
  func giveUpEnd() throws -> [String] {
    let newest = try StoreLayout.numbers(in: layout.journal, disk).last
    let store = try newest.flatMap { try FileHeader.read(layout.segment($0), disk)?.store }
    let head = (try? HeadRecord.read(layout, disk)) ?? nil
    let known = head.flatMap { store == nil || store == $0.store ? $0.durable : nil } ?? 0
    let covered = try newestSoundSnapshot() ?? 0
    let last = try max(newest.map(lastSeq) ?? 0, covered)
    // Without a journal and a snapshot there is nothing to go on with.
    guard last > 0 else { return [] }
    var files: [String] = []
    if newest == nil || last < known {
      let path = layout.segment(last + 1)
      var patch = SegmentPatch(
        BufferedWriter(try disk.create(path + StoreLayout.temporary)), base: last + 1)
      try patch.putHeader(header(last + 1, previous: newest, next: nil))
      try patch.fill(upTo: known + 1)
      try patch.writer.finish()
      try disk.rename(path + StoreLayout.temporary, to: path)
      try disk.syncDirectory(layout.journal)
      files.append(path)
    }
    if try writeHead(durable: known) { files.append(layout.head) }
    return files
  }

  /// Where the segments only have each other's names: puts each under its own. nil when that is not
  /// what is wrong.
  func rename(_ commit: RewriteCommit) throws -> [String]? {
    let bases = try StoreLayout.numbers(in: layout.journal, disk)
    var places: [Int: Int] = [:]
    for base in bases {
      var reader = LineReader(try disk.openForReading(layout.segment(base)), chunk: 1 << 12)
      guard let bytes = try reader.next(), let line = try? LineFormat.journalLine(bytes),
        line.isType("segment", in: bytes), line.seq != base
      else { continue }
      places[base] = line.seq
    }
    guard !places.isEmpty, Set(places.keys) == Set(places.values) else { return nil }
    for (base, seq) in places {
      try copy(
        layout.segment(base), to: layout.segment(seq) + StoreLayout.rewritten, onlyLines: false)
    }
    try commit.commit()
    return places.values.sorted().map(layout.segment)
  }
}
