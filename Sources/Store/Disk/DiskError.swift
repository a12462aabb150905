import Glibc

/// One failed call of the operating system.
package struct DiskError: Error, Equatable, CustomStringConvertible {
  /// The errno.
  package let code: Int32

  /// What was tried, such as "write".
  package let call: String

  package let path: String

  package init(code: Int32, call: String, path: String) {
    self.code = code
    self.call = call
    self.path = path
  }

  package var isPermission: Bool { code == EACCES || code == EPERM || code == EROFS }

  /// Whether a file or folder could not be made at all, for want of a right or a place.
  package var isCreation: Bool { call.hasPrefix("create") && !isFull && code != EIO }

  package var isAbsent: Bool { code == ENOENT }

  package var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

  package var description: String {
    "\(path): cannot \(call): \(String(cString: strerror(code))); \(remedy)"
  }
}
