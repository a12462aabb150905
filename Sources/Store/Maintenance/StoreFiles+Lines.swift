extension StoreFiles {
  /// One line of a file of the store, as it stands. Valid only during the call that hands it over.
  package struct FileLine {
    package enum Kind: Sendable { case journal, snapshot, quarantine }
    package var file: String
    package var number: Int
    package var kind: Kind
    /// Without the newline.
    package var bytes: UnsafeRawBufferPointer
  }

  /// Hands over every line of every snapshot, segment and quarantined file, sound or not, the
  /// unfinished ones included. As for `read`, a running journal may remove a file meanwhile.
  package func forEachLine(_ body: (FileLine) throws -> Void) throws {
    let folders: [(String, FileLine.Kind)] = [
      (layout.snapshots, .snapshot), (layout.journal, .journal), (layout.quarantine, .quarantine),
    ]
    try StoreError.wrapping {
      for (folder, kind) in folders {
        for name in try StoreLayout.names(in: folder, disk).sorted() {
          let path = "\(folder)/\(name)"
          var reader = LineReader(try disk.openForReading(path))
          while let bytes = try reader.next() {
            try body(FileLine(file: path, number: reader.number, kind: kind, bytes: bytes))
          }
        }
      }
    }
  }
}
