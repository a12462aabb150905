/// Everything the store asks of a disk. Paths are whole; nothing here retries or repairs.
package protocol Disk: Sendable {
  /// The names in a directory, in any order.
  func list(_ directory: String) throws(DiskError) -> [String]

  /// Creates a directory for the owner alone; one that is there already is fine.
  func makeDirectory(_ path: String) throws(DiskError)

  /// Opens an existing file to be read.
  func openForReading(_ path: String) throws(DiskError) -> any DiskFile

  /// Opens an existing file to be written.
  func openForWriting(_ path: String) throws(DiskError) -> any DiskFile

  /// Creates an empty file for the owner alone; an older one of that name is emptied.
  func create(_ path: String) throws(DiskError) -> any DiskFile

  /// Puts a file in another's place at once.
  func rename(_ from: String, to: String) throws(DiskError)

  func remove(_ path: String) throws(DiskError)

  /// Returns when names created, renamed and removed in the directory are on stable storage.
  func syncDirectory(_ path: String) throws(DiskError)
}

/// An open file; closed when the last reference goes.
package protocol DiskFile: AnyObject, Sendable {
  /// The length in bytes.
  func size() throws(DiskError) -> Int

  /// Reads up to `buffer.count` bytes; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(DiskError) -> Int

  /// Writes at least one byte and tells how many; fewer than asked is not an error.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(DiskError) -> Int

  /// Returns when everything written, and the length, is on stable storage.
  func sync() throws(DiskError)

  func truncate(to size: Int) throws(DiskError)

  /// Sets space aside up to `end` without changing the length; false where this cannot be done.
  func reserve(upTo end: Int) throws(DiskError) -> Bool
}

extension DiskFile {
  /// Writes all bytes, however many calls it takes.
  func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(DiskError) {
    var done = 0
    while done < bytes.count {
      done += try write(UnsafeRawBufferPointer(rebasing: bytes[done...]), at: offset + done)
    }
  }

  func writeAll(_ bytes: [UInt8], at offset: Int) throws(DiskError) {
    let result: Result<Void, DiskError> = bytes.withUnsafeBytes { bytes in
      Result { () throws(DiskError) in try writeAll(bytes, at: offset) }
    }
    try result.get()
  }
}
