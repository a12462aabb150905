/// Why the store cannot do what was asked: one line of text that names the place, the cause and
/// the way out, and the exit status for it (sysexits.h).
package enum StoreError: Error, Equatable, CustomStringConvertible {
  /// The entry is not in the journal. (Only if the disk also refused to cut the line off, and the
  /// process ends before the disk works again, may a start still find it.) What the caller derived
  /// from it in memory must go: see `Journal.replay`.
  case notSaved(reason: String)

  /// Proven entries are unreadable; nothing was changed.
  case damaged(file: String, line: Int, byte: Int, reason: String, remedy: String)

  /// A later version of the program wrote this; nothing was changed.
  case newerFormat(file: String, format: Int)

  /// Another process has the store.
  case locked(path: String, pid: Int32?)

  /// A call of the operating system failed.
  case disk(DiskError)

  /// The directory cannot be a store.
  case unusable(path: String, reason: String, exitCode: Int32)

  package var exitCode: Int32 {
    switch self {
    case .notSaved: 75
    case .damaged: 65
    case .newerFormat: 78
    case .locked: 75
    case .disk(let error) where error.isCreation: 73
    case .disk(let error): error.isPermission ? 77 : 74
    case .unusable(_, _, let exitCode): exitCode
    }
  }

  package var description: String {
    switch self {
    case .notSaved(let reason): "not saved: \(reason)"
    case .damaged(let file, let line, let byte, let reason, let remedy):
      "\(file):\(line): damaged at byte \(byte): \(reason); \(remedy)"
    case .newerFormat(let file, let format):
      "\(file): written by a newer version (format \(format)); use that version, nothing was changed"
    case .locked(let path, let pid):
      "\(path): the store is in use by \(pid.map { "process \($0)" } ?? "another process"); "
        + "stop it first, or speak to it"
    case .disk(let error): error.description
    case .unusable(let path, let reason, _): "\(path): \(reason)"
    }
  }
}

extension StoreError {
  /// Passes errors through, those of the disk as errors of the store.
  static func wrapping<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let error as DiskError {
      throw StoreError.disk(error)
    }
  }
}
