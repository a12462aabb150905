import Glibc
import Store

/// A call of the operating system that failed on the way of a mail into or through the spool.
package struct SpoolError: Error, Sendable, Hashable, CustomStringConvertible {
  package var call: String
  package var path: String
  package var code: Int32

  package init(_ call: String, _ path: String, _ code: Int32 = errno) {
    self.call = call
    self.path = path
    self.code = code
  }

  /// The file is not there.
  package var isAbsent: Bool { code == ENOENT || code == ENOTDIR }

  /// It is about this one file, and another time will be no better.
  package var isOfTheFile: Bool {
    [EACCES, EPERM, EIO, EISDIR, EFBIG, ELOOP, ENXIO, EINVAL, ESPIPE, ENODEV].contains(code)
  }

  package var description: String { DiskError(code: code, call: call, path: path).description }
}
