import Glibc

/// The right to write to a store; held until the value goes, or the process ends however it ends.
package final class StoreLock: Sendable {
  private let descriptor: Int32

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    Glibc.close(descriptor)
  }

  /// Locks the store in `directory`, which is created for the owner alone if it is not there.
  ///
  /// The file `lock` holds the process id and is never removed: whoever removed it could lock a
  /// file that nobody else can see. Throws `locked` when another process has it.
  package static func acquire(directory: String) throws(StoreError) -> StoreLock {
    try prepare(directory)
    try checkRestored(directory)
    let path = directory + "/lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw refusal(path, "cannot open: \(String(cString: strerror(errno)))", errno)
    }
    let lock = StoreLock(descriptor: descriptor)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: throw .locked(path: path, pid: lock.readPID())
      default: throw .disk(DiskError(code: errno, call: "lock", path: path))
      }
    }
    lock.writePID()
    return lock
  }

  /// Creates a state's directory for its owner alone, or throws 73; one that is there stays.
  package static func makeDirectory(_ directory: String) throws(StoreError) {
    if mkdir(directory, 0o700) != 0, errno != EEXIST {
      throw .unusable(
        path: directory,
        reason: "cannot create the directory: \(String(cString: strerror(errno))); "
          + "check the path, and owner and mode of the folder it is to be in", exitCode: 73)
    }
  }

  /// Creates the directory, or takes away what others may do in it.
  private static func prepare(_ directory: String) throws(StoreError) {
    try makeDirectory(directory)
    var status = stat()
    guard stat(directory, &status) == 0 else {
      throw refusal(directory, "cannot look at: \(String(cString: strerror(errno)))", errno)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .unusable(
        path: directory, reason: "is not a directory; name another with --state", exitCode: 73)
    }
    try checkOwner(directory)
    if let name = NetworkMount.type(of: status.st_dev) {
      throw .unusable(
        path: directory,
        reason: "is on a network file system (\(name)), which promises neither locks nor syncs; "
          + "put the state on a disk of this machine (--state)", exitCode: 73)
    }
    if status.st_mode & 0o077 != 0, chmod(directory, 0o700) != 0 {
      throw refusal(
        directory, "others can read it: \(String(cString: strerror(errno)))", errno)
    }
  }

  /// Says how to look at a store that belongs to somebody else (77).
  package static func checkOwner(_ directory: String) throws(StoreError) {
    var status = stat()
    guard stat(directory, &status) == 0 else { return }
    guard status.st_uid == geteuid() else {
      throw .unusable(
        path: directory,
        reason: "belongs to \(name(status.st_uid)), not to \(name(geteuid())); "
          + "use: sudo -u \(name(status.st_uid)) convoke",
        exitCode: 77)
    }
  }

  private static func name(_ user: uid_t) -> String {
    getpwuid(user).map { String(cString: $0.pointee.pw_name) } ?? "#\(user)"
  }

  private static func refusal(_ path: String, _ reason: String, _ code: Int32) -> StoreError {
    let isPermission = code == EACCES || code == EPERM
    return .unusable(
      path: path,
      reason: reason + (isPermission ? "; check its owner and mode" : "; check the path and mount"),
      exitCode: isPermission ? 77 : 73)
  }

  private func readPID() -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    return count > 0
      ? Int32(String(decoding: buffer[..<count].prefix { $0 != 0x0A }, as: UTF8.self)) : nil
  }

  /// For people and error messages only; the lock itself is the kernel's.
  private func writePID() {
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.count, 0)
  }
}
