import Glibc
package import Store

/// Files of a state that a newer version wrote: nothing of such a state is changed.
package enum StateFormats {
  /// Throws `newerFormat` (78) when a snapshot, a segment, `head.json`, a copy of the programme or
  /// the keys are of a newer version. Changes no byte.
  package static func refuseNewer(_ directory: String) throws(StoreError) {
    try StoreLock.checkOwner(directory)
    // What is no folder has no formats; whoever makes or opens it says what is wrong.
    var status = stat()
    guard stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    do {
      try StoreFiles(directory: directory).refuseNewerFormats()
    } catch let error as StoreError {
      throw error
    } catch {
      throw .unusable(path: directory, reason: "cannot be looked at: \(error)", exitCode: 74)
    }
    try KeptProgramme(state: directory).refuseNewer()
    do {
      _ = try KeyFile.read(directory + "/keys.json")
    } catch {
      // What else is wrong with them is told by whoever needs them.
      if case .newerFormat = error { throw error }
    }
  }

  /// Takes the right to write to a state. One of a newer version is not even locked, as the lock is
  /// a file of it too.
  package static func lock(_ directory: String) throws(StoreError) -> StoreLock {
    try refuseNewer(directory)
    return try StoreLock.acquire(directory: directory)
  }
}
