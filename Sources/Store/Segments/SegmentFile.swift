/// A segment of the journal, open to be continued.
struct SegmentFile {
  let base: Int
  let identifier: String
  let file: any DiskFile

  /// Where the next line goes.
  var end: Int

  /// Creates a segment under its name, whole and synced: its header, then `records` with the
  /// numbers that follow. Everything before `base` must be durable. Replaces a segment of that
  /// name.
  static func create(
    _ layout: StoreLayout, _ disk: any Disk, base: Int, store: String, previous: String?,
    at: Int64, records: [Record] = []
  ) throws(DiskError) -> SegmentFile {
    let segment = try prepare(
      layout, disk, base: base, store: store, previous: previous, at: at, records: records)
    try segment.publish(layout, disk)
    return segment
  }

  /// Writes and syncs the segment under a temporary name.
  static func prepare(
    _ layout: StoreLayout, _ disk: any Disk, base: Int, store: String,
    identifier: String = FileHeader.makeIdentifier(), previous: String?,
    at: Int64, records: [Record] = []
  ) throws(DiskError) -> SegmentFile {
    let temporary = layout.segment(base) + StoreLayout.temporary
    let header = FileHeader(store: store, segment: identifier, previous: previous)
    do {
      var writer = BufferedWriter(try disk.create(temporary))
      var seq = base
      for record in [header.record(at: at)] + records {
        LineFormat.append(record, .journal(seq: seq, durable: base - 1), to: &writer.buffer)
        seq += 1
        try writer.flushIfFull()
      }
      try writer.finish()
      return SegmentFile(
        base: base, identifier: header.segment ?? "", file: writer.file, end: writer.size)
    } catch {
      try? disk.remove(temporary)
      throw error
    }
  }

  /// Gives a prepared segment its name. After an error it may have it or not, and whatever it
  /// supersedes must not be continued.
  func publish(_ layout: StoreLayout, _ disk: any Disk) throws(DiskError) {
    let path = layout.segment(base)
    try disk.rename(path + StoreLayout.temporary, to: path)
    try disk.syncDirectory(layout.journal)
  }
}
