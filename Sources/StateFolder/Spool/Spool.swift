import Glibc

/// `State/spool`: mail that came in, one file each, moved from room to room by renaming.
///
/// A mail is durable once `deposit` returned; after that no crash loses it and none makes it count
/// twice. Several processes may deposit at once; only the daemon moves files.
package struct Spool: Sendable {
  package enum Folder: String, Sendable, CaseIterable {
    /// Being written; what a crash leaves here was never acknowledged.
    case tmp
    case new
    /// Being understood: whatever is here at a start took the program down.
    case work
    /// Decided; goes as soon as the journal has it.
    case done
    /// Set aside for a look.
    case kept
    /// To be attached to a mail to the host; by digest.
    case forwarded
  }

  /// Mail is larger only where a server was told to allow it.
  package static let largestMail = 32 << 20
  /// With the envelope: the addresses of a command line, every byte of them escaped.
  private static let largestFile = largestMail + 4 << 20

  package let path: String

  package init(state: String) { path = state + "/spool" }

  package func path(_ room: Folder) -> String { "\(path)/\(room.rawValue)" }
  package func path(_ name: String, in room: Folder) -> String { "\(path(room))/\(name)" }

  /// Makes the rooms that are not there.
  package func prepare() throws(SpoolError) {
    let isNew = mkdir(path, 0o700) == 0
    guard isNew || errno == EEXIST else { throw SpoolError("create", path) }
    for folder in Folder.allCases.map(path) where mkdir(folder, 0o700) != 0 {
      guard errno == EEXIST else { throw SpoolError("create", folder) }
    }
    try sync(folder: path)
    // Its own name stands in the folder above.
    if isNew { try sync(folder: path + "/..") }
  }

  /// Keeps a mail; it is on stable storage, under a name that nobody else has, when this returns.
  ///
  /// - Parameters:
  ///   - moment: when it came in, in milliseconds since 1970.
  ///   - other: the name of a mail that came in at the same time as far as anybody knows.
  @discardableResult
  package func deposit(
    _ mail: SpooledMail, now moment: Int64, with other: String? = nil
  ) throws(SpoolError) -> String {
    let counter = try SpoolCounter(self)
    let shared = other.flatMap { SpoolName($0).number }
    let number = if let shared { shared } else { try counter.next(self) }
    let name = SpoolName(moment: moment, number: number).text
    let temporary = path(name, in: .tmp)
    do throws(SpoolError) {
      try write(mail.bytes, to: temporary)
      try move(name, from: .tmp, to: .new)
      try sync(folder: path(.new))
    } catch {
      // Whoever is told of the failure sends the mail again.
      unlink(temporary)
      unlink(path(name, in: .new))
      throw error
    }
    return name
  }

  /// The names in a room, in the order in which the mails came in.
  package func names(in room: Folder) throws(SpoolError) -> [String] {
    try Self.names(path(room)).map(SpoolName.init).sorted().map(\.text)
  }

  package func read(_ name: String, in room: Folder) throws(SpoolError) -> SpooledMail {
    SpooledMail(file: try Self.bytes(path(name, in: room), limit: Self.largestFile))
  }

  package func move(
    _ name: String, from: Folder, to room: Folder, as other: String? = nil
  ) throws(SpoolError) {
    let old = path(name, in: from)
    guard rename(old, path(other ?? name, in: room)) == 0 else { throw SpoolError("rename", old) }
  }

  /// Keeps a mail for the host under its digest, beside where it is; false when it was there. On
  /// stable storage once `syncForHost` returned.
  package func keepForHost(
    _ name: String, in room: Folder, _ digest: UInt64
  ) throws(SpoolError) -> Bool {
    let old = path(name, in: room)
    let isNew = link(old, path(Self.name(digest), in: .forwarded)) == 0
    guard isNew || errno == EEXIST else { throw SpoolError("link", old) }
    return isNew
  }

  package func syncForHost() throws(SpoolError) { try sync(folder: path(.forwarded)) }

  /// The host does not get it after all.
  package func takeFromHost(_ digest: UInt64) throws(SpoolError) {
    try remove(Self.name(digest), in: .forwarded)
  }

  /// A mail that was kept for the host; nil when it is not, or too large to send.
  package func forHost(_ digest: UInt64) -> [UInt8]? {
    let path = path(Self.name(digest), in: .forwarded)
    return (try? Self.bytes(path, limit: Self.largestForward)).map { SpooledMail(file: $0).mail }
  }

  private static func name(_ digest: UInt64) -> String { String(digest, radix: 16) + ".eml" }
  /// What a host's mail server surely takes.
  private static let largestForward = 5 << 20

  package func remove(_ name: String, in room: Folder) throws(SpoolError) {
    let path = path(name, in: room)
    guard unlink(path) == 0 || errno == ENOENT else { throw SpoolError("remove", path) }
  }

  private func write(_ bytes: [UInt8], to path: String) throws(SpoolError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SpoolError("create", path) }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SpoolError("write", path) }
      done += count
    }
    guard fsync(descriptor) == 0 else { throw SpoolError("sync", path) }
  }

  func sync(folder: String) throws(SpoolError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SpoolError("open", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SpoolError("sync", folder) }
  }

  /// What is in a folder, without what begins with a dot.
  package static func names(_ folder: String) throws(SpoolError) -> [String] {
    guard let handle = opendir(folder) else { throw SpoolError("list", folder) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// The content of a file; never more than `limit` bytes, and never waiting for a pipe.
  package static func bytes(_ path: String, limit: Int) throws(SpoolError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw SpoolError("open", path) }
    defer { close(descriptor) }
    guard lseek(descriptor, 0, SEEK_END) >= 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw SpoolError("read", path)
    }
    return try bytes(descriptor, path, limit: limit)
  }

  /// All there is to read. `EFBIG` beyond `limit`.
  package static func bytes(
    _ descriptor: Int32, _ path: String, limit: Int
  ) throws(SpoolError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SpoolError("read", path) }
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else { throw SpoolError("read", path, EFBIG) }
      bytes += chunk[..<count]
    }
  }
}
