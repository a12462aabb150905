import Glibc

/// A file descriptor that closes itself.
final class RealFile: DiskFile {
  private let descriptor: Int32
  private let path: String
  private let syncs: Bool

  init(descriptor: Int32, path: String, syncs: Bool) {
    self.descriptor = descriptor
    self.path = path
    self.syncs = syncs
  }

  deinit {
    close(descriptor)
  }

  func size() throws(DiskError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw error("look at") }
    return Int(status.st_size)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(DiskError) -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      guard errno == EINTR else { throw error("read") }
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(DiskError) -> Int {
    while true {
      let count = pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset))
      if count > 0 { return count }
      // A write of nothing would be tried for ever; the next disk to do it is a full one.
      if count == 0 { throw DiskError(code: ENOSPC, call: "write", path: path) }
      guard errno == EINTR else { throw error("write") }
    }
  }

  func sync() throws(DiskError) {
    // Not repeated after an error, EINTR included: the kernel may have dropped the dirty pages.
    guard !syncs || fdatasync(descriptor) == 0 else { throw error("sync") }
  }

  func truncate(to size: Int) throws(DiskError) {
    while ftruncate(descriptor, off_t(size)) != 0 {
      guard errno == EINTR else { throw error("truncate") }
    }
  }

  func reserve(upTo end: Int) throws(DiskError) -> Bool {
    guard let fallocate = Self.fallocate else { return false }
    let keepSize: Int32 = 1  // FALLOC_FL_KEEP_SIZE of linux/falloc.h
    let start = try size()
    guard end > start else { return true }
    while fallocate(descriptor, keepSize, off_t(start), off_t(end - start)) != 0 {
      switch errno {
      case EINTR: continue
      // A limit on the size of files does not say that the disk is full.
      case EOPNOTSUPP, ENOSYS, EFBIG: return false
      default: throw error("reserve space in")
      }
    }
    return true
  }

  /// Looked up by name because the Glibc module leaves out what needs _GNU_SOURCE.
  private static let fallocate = dlsym(nil, "fallocate").map {
    unsafeBitCast(
      $0, to: (@convention(c) (Int32, Int32, off_t, off_t) -> Int32).self)
  }

  private func error(_ call: String) -> DiskError {
    DiskError(code: errno, call: call, path: path)
  }
}
