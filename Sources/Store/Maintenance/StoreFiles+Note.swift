extension StoreFiles {
  /// Puts a small file beside the journal, whole and on stable storage, or leaves what was there.
  package func write(note name: String, _ bytes: [UInt8]) throws {
    let path = "\(layout.directory)/\(name)"
    try StoreError.wrapping {
      let file = try disk.create(path + StoreLayout.temporary)
      try file.writeAll(bytes, at: 0)
      try file.sync()
      try disk.rename(path + StoreLayout.temporary, to: path)
      try disk.syncDirectory(layout.directory)
    }
  }

  /// The bytes of such a file; nil when it is not there.
  package func read(note name: String) throws -> [UInt8]? {
    try StoreError.wrapping {
      guard try StoreLayout.names(in: layout.directory, disk).contains(name) else { return nil }
      var reader = LineReader(try disk.openForReading("\(layout.directory)/\(name)"))
      var bytes: [UInt8] = []
      while let line = try reader.next() { bytes += line }
      return bytes
    }
  }

  /// Removes such a file for good, and what a crash left of an unfinished one.
  package func remove(note name: String) throws {
    try StoreError.wrapping {
      var isChanged = false
      for name in try StoreLayout.names(in: layout.directory, disk).filter({
        $0 == name || $0 == name + StoreLayout.temporary
      }) {
        try disk.remove("\(layout.directory)/\(name)")
        isChanged = true
      }
      if isChanged { try disk.syncDirectory(layout.directory) }
    }
  }
}
