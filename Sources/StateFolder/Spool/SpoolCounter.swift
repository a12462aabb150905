import Glibc

/// `State/spool/number`: the number of the latest mail. Whoever has the lock on it is the only one
/// to add a mail, so that mails stand in the spool in the order of their numbers.
struct SpoolCounter: ~Copyable {
  private let descriptor: Int32
  private let path: String

  /// Waits for the lock, which ends with this value.
  init(_ spool: Spool) throws(SpoolError) {
    path = spool.path + "/number"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SpoolError("open", path) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let error = SpoolError("lock", path)
        close(descriptor)
        throw error
      }
    }
  }

  deinit { close(descriptor) }

  /// A number higher than every one before, on stable storage on return.
  func next(_ spool: Spool) throws(SpoolError) -> UInt64 {
    let known = try latest
    let number = if let known { known + 1 } else { try highest(spool) + 1 }
    let digits = String(number)
    let text = Array((String(repeating: "0", count: 20 - digits.utf8.count) + digits + "\n").utf8)
    var done = 0
    while done < text.count {
      let count = text[done...].withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, $0.count, off_t(done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SpoolError("write", path) }
      done += count
    }
    guard fsync(descriptor) == 0 else { throw SpoolError("sync", path) }
    return number
  }

  /// nil in a new spool, or where something else than a number stands there.
  private var latest: UInt64? {
    get throws(SpoolError) {
      var bytes = [UInt8](repeating: 0, count: 32)
      let count = pread(descriptor, &bytes, bytes.count, 0)
      guard count >= 0 else { throw SpoolError("read", path) }
      guard count == 21 else { return nil }
      return UInt64(String(decoding: bytes[..<20], as: UTF8.self)).flatMap {
        $0 < UInt64.max ? $0 : nil
      }
    }
  }

  /// Of the mails that are there.
  private func highest(_ spool: Spool) throws(SpoolError) -> UInt64 {
    var highest: UInt64 = 0
    for room in Spool.Folder.allCases {
      let names: [String]
      do throws(SpoolError) {
        names = try Spool.names(spool.path(room))
      } catch  where error.isAbsent {
        continue
      }
      for name in names {
        if let number = SpoolName(name).number, number < UInt64.max {
          highest = max(highest, number)
        }
      }
    }
    return highest
  }
}
