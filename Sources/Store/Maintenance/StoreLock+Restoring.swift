import Glibc

extension StoreLock {
  /// The folder in which a restore makes a copy ready. While it is there the rest is half of a
  /// store.
  package static let restoring = "restoring"

  /// Refuses what a restore left that did not finish.
  static func checkRestored(_ directory: String) throws(StoreError) {
    if access("\(directory)/\(restoring)", F_OK) == 0 {
      throw .unusable(
        path: directory,
        reason:
          "a restore was begun here and has not finished: empty it and run convoke restore again",
        exitCode: 73)
    }
  }
}
