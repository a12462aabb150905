/// A store's files, without a journal that runs on them.
///
/// `read`, `export`, `verify` and `backup` change nothing and need no lock: they see the journal up
/// to its last whole line. `repair` and `rewrite` need the lock (`StoreLock`) and no open journal.
package struct StoreFiles: Sendable {
  let layout: StoreLayout
  package let disk: any Disk

  package init(directory: String, disk: any Disk = RealDisk()) {
    layout = StoreLayout(directory: directory)
    self.disk = disk
  }

  package var directory: String { layout.directory }

  /// Hands over the newest sound snapshot's records and every entry after it; tells how many, and
  /// the number of the last line.
  /// A store that is not there yet holds nothing. When a running journal removes a file under the
  /// reader's hands, this throws `StoreError.disk` with ENOENT: begin again.
  @discardableResult
  package func read(
    _ body: (ReplayedLine) throws -> Void
  ) throws -> (entries: Int, lastSeq: Int) {
    try StoreError.wrapping { try StateReader(layout: layout, disk: disk).read(body) }
  }

  /// Hands over each line that `read` would, as JSON without its newline.
  @discardableResult
  package func export(_ sink: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
    try read { try sink($0.bytes) }.entries
  }
}
