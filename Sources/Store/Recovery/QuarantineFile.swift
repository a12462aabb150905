/// Bytes that were taken out of the journal, kept for a person to look at.
enum QuarantineFile {
  /// Writes the file whole and synced, or not at all. A second start after a crash writes the same.
  static func write(
    _ path: String, _ bytes: [UInt8], _ layout: StoreLayout, _ disk: any Disk
  ) throws(DiskError) {
    let temporary = path + StoreLayout.temporary
    var writer = BufferedWriter(try disk.create(temporary))
    writer.buffer = bytes
    try writer.finish()
    try disk.rename(temporary, to: path)
    try disk.syncDirectory(layout.quarantine)
  }
}
