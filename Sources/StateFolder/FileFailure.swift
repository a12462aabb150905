import FoundationEssentials
import Glibc
import Store

/// What a failed call on a file says to people: one line with the path, the reason and the way out,
/// and the exit code. Whatever error it came as, it is put into words here and in `DiskError`.
package struct FileFailure: Sendable {
  package var exitCode: Int32
  package var text: String

  /// `isMaking`: the file or folder was to be made or written (73), not read (74).
  package init(_ error: any Error, isMaking: Bool = false) {
    let code: Int32
    switch error {
    case let error as StoreError: (code, text) = (error.exitCode, error.description)
    case let error as DiskError:
      (code, text) = (isMaking && error.code != EIO ? 73 : 74, error.description)
    case let error as SpoolError: (code, text) = (74, error.description)
    default:
      if let (error, isWriting) = Self.call(error) {
        (code, text) = (isMaking || isWriting ? 73 : 74, error.description)
      } else {
        (code, text) = (74, "\(error)")
      }
    }
    exitCode = code
  }

  /// Nil for an error that is none of a file.
  package init?(ifAny error: any Error) {
    let isOurs = error is StoreError || error is DiskError || error is SpoolError
    guard isOurs || Self.call(error) != nil else { return nil }
    self.init(error)
  }

  /// Foundation's own words name no path and no way out.
  private static func call(_ error: any Error) -> (DiskError, isWriting: Bool)? {
    if let error = error as? POSIXError {
      return (DiskError(code: error.code.rawValue, call: "read", path: "a file"), false)
    }
    guard let error = error as? CocoaError else { return nil }
    let number = error.code.rawValue
    let below = (error.underlying as? POSIXError)?.code.rawValue
    let isWriting = number >= 512
    return (
      DiskError(
        code: below ?? meaning[number] ?? EIO, call: isWriting ? "write" : "read",
        path: error.filePath ?? error.url?.path ?? "a file"), isWriting
    )
  }

  private static let meaning: [Int: Int32] = [
    4: ENOENT, 260: ENOENT, 257: EACCES, 513: EACCES, 516: EEXIST, 514: EINVAL, 258: EINVAL,
    640: ENOSPC, 642: EROFS, 263: EFBIG,
  ]
}
