extension StoreFiles {
  /// Throws `newerFormat` when any file of the store is one that only a later version can read.
  /// Looks at the first line of each and changes nothing: whoever is going to write asks this
  /// first.
  package func refuseNewerFormats() throws {
    try StoreError.wrapping {
      for directory in [layout.snapshots, layout.journal] {
        for number in try StoreLayout.numbers(in: directory, disk) {
          let path = "\(directory)/\(StoreLayout.name(number))"
          try FileHeader.read(path, disk)?.refuseNewer(path)
        }
      }
      // A damaged one is told of by whoever needs it.
      do {
        _ = try HeadRecord.read(layout, disk)
      } catch StoreError.damaged {}
    }
  }
}

extension FileHeader {
  /// Throws `newerFormat` for the header of a file that this version cannot read.
  func refuseNewer(_ path: String) throws(StoreError) {
    if reader > Self.format { throw .newerFormat(file: path, format: format) }
  }
}
