/// Puts rewritten files in place, all of them or none: they are written beside the old ones, then a
/// marker is made durable, then they are renamed. A start finishes what a crash left.
struct RewriteCommit {
  let layout: StoreLayout
  let disk: any Disk

  private var directories: [String] { [layout.snapshots, layout.journal, layout.quarantine] }

  /// Makes the rewritten files durable as a whole, then puts them in place. After an error the next
  /// `finish` puts all of them in place or none.
  func commit() throws {
    for directory in directories { try disk.syncDirectory(directory) }
    let file = try disk.create(layout.rewriteMarker)
    try file.sync()
    try finish()
  }

  /// Takes back what has not been committed; where the disk does not let it, the next start
  /// decides.
  func abandon() {
    do {
      if try isCommitted() {
        try disk.remove(layout.rewriteMarker)
        try disk.syncDirectory(layout.directory)
      }
      try finish()
    } catch {}
  }

  /// Puts the files in place if the marker is there, and removes them otherwise.
  func finish() throws {
    let isCommitted = try isCommitted()
    // The marker must not vanish between two renames.
    if isCommitted { try disk.syncDirectory(layout.directory) }
    for directory in directories {
      var changed = false
      for name in try StoreLayout.names(in: directory, disk)
      where name.hasSuffix(StoreLayout.rewritten) {
        let path = "\(directory)/\(name)"
        if isCommitted {
          try disk.rename(path, to: String(path.dropLast(StoreLayout.rewritten.count)))
        } else {
          try disk.remove(path)
        }
        changed = true
      }
      if changed { try disk.syncDirectory(directory) }
    }
    guard isCommitted else { return }
    try disk.remove(layout.rewriteMarker)
    try disk.syncDirectory(layout.directory)
  }

  private func isCommitted() throws -> Bool {
    try StoreLayout.names(in: layout.directory, disk).contains("rewrite")
  }
}
