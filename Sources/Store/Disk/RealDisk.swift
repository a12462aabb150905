import Glibc

/// The file system, by Glibc. Files are opened close-on-exec and created with mode 0600,
/// directories with 0700.
package struct RealDisk: Disk {
  /// False for a rehearsal, whose state may be lost: nothing waits for stable storage.
  let syncs: Bool

  /// Ignores SIGXFSZ for the process, so that a file size limit is an error of `write` like others.
  package init(syncs: Bool = true) {
    self.syncs = syncs
    signal(SIGXFSZ, SIG_IGN)
  }

  package func list(_ directory: String) throws(DiskError) -> [String] {
    guard let handle = opendir(directory) else { throw error("list", directory) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  package func makeDirectory(_ path: String) throws(DiskError) {
    guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
    throw error("create the directory", path)
  }

  package func openForReading(_ path: String) throws(DiskError) -> any DiskFile {
    try open(path, O_RDONLY)
  }

  package func openForWriting(_ path: String) throws(DiskError) -> any DiskFile {
    try open(path, O_RDWR)
  }

  package func create(_ path: String) throws(DiskError) -> any DiskFile {
    try open(path, O_RDWR | O_CREAT | O_TRUNC)
  }

  package func rename(_ from: String, to: String) throws(DiskError) {
    guard Glibc.rename(from, to) == 0 else { throw error("rename to \(to)", from) }
  }

  package func remove(_ path: String) throws(DiskError) {
    guard unlink(path) == 0 else { throw error("remove", path) }
  }

  package func syncDirectory(_ path: String) throws(DiskError) {
    guard syncs else { return }
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw error("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw error("sync", path) }
  }

  private func open(_ path: String, _ flags: Int32) throws(DiskError) -> any DiskFile {
    while true {
      let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
      if descriptor >= 0 { return RealFile(descriptor: descriptor, path: path, syncs: syncs) }
      guard errno == EINTR else { throw error("open", path) }
    }
  }

  private func error(_ call: String, _ path: String) -> DiskError {
    DiskError(code: errno, call: call, path: path)
  }
}
