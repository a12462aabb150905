import Glibc
import Store

/// A file that anybody may read and that need not outlive the machine: of a rehearsal's outbox.
enum PlainFile {
  /// Replaces what is there. Foundation would sync every file, which costs more than to make it.
  static func write(_ bytes: [UInt8], to path: String) throws(DiskError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw DiskError(code: errno, call: "create", path: path) }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw DiskError(code: count == 0 ? ENOSPC : errno, call: "write", path: path)
      }
    }
  }
}
