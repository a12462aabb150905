import Glibc

/// A stream socket in the file system, line by line. Small messages, short deadlines.
struct UnixSocket: ~Copyable {
  static let maximumLine = 1 << 20
  let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// nil when nobody listens there.
  static func connect(path: String) -> UnixSocket? {
    guard let address = Address(path) else { return nil }
    let descriptor = make()
    guard descriptor >= 0 else { return nil }
    // Where the queue is full, connecting waits as well.
    var time = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    let result = address.with { Glibc.connect(descriptor, $0, $1) }
    if result != 0 {
      close(descriptor)
      return nil
    }
    return UnixSocket(descriptor: descriptor)
  }

  /// Listens for the owner only (0600); a stale file is replaced. The errno on failure.
  static func listen(path: String) -> Result<Int32, Errno> {
    guard let address = Address(path) else { return .failure(Errno(code: ENAMETOOLONG)) }
    let descriptor = make()
    guard descriptor >= 0 else { return .failure(Errno(code: errno)) }
    unlink(path)
    let mask = umask(0o177)
    let bound = address.with { bind(descriptor, $0, $1) }
    umask(mask)
    guard bound == 0, Glibc.listen(descriptor, 128) == 0,
      fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0
    else {
      let code = errno
      close(descriptor)
      return .failure(Errno(code: code))
    }
    return .success(descriptor)
  }

  /// The next connection that waits; nil when there is none, or it cannot be had now.
  static func accept(_ listener: Int32) -> UnixSocket? {
    while true {
      let descriptor = Glibc.accept(listener, nil, nil)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return UnixSocket(descriptor: descriptor)
      }
      if errno != EINTR && errno != ECONNABORTED { return nil }
    }
  }

  enum Arrived {
    case nothing
    case bytes([UInt8])
    case end
  }

  /// What is there to read, without waiting.
  func arrived() -> Arrived {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if count > 0 { return .bytes(Array(buffer[..<count])) }
      if count < 0, errno == EINTR { continue }
      return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? .nothing : .end
    }
  }

  /// Neither side may keep the other waiting longer than this.
  func limit(seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
  }

  func readLine() -> [UInt8]? {
    var line: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while line.count < Self.maximumLine {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return nil }
      if let end = buffer[..<count].firstIndex(of: UInt8(ascii: "\n")) {
        return line + buffer[..<end]
      }
      line += buffer[..<count]
    }
    return nil
  }

  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        send(descriptor, raw.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  private static func make() -> Int32 {
    socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  }

  struct Errno: Error {
    var code: Int32
    var text: String { String(cString: strerror(code)) }
  }

  /// Where a socket stands. A path that is too long for one is reached by its folder's descriptor.
  private final class Address {
    private var address = sockaddr_un()
    private var folder: Int32 = -1

    init?(_ path: String) {
      address.sun_family = sa_family_t(AF_UNIX)
      if fill(path) { return }
      guard let slash = path.lastIndex(of: "/") else { return nil }
      folder = open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      let name = path[path.index(after: slash)...]
      guard folder >= 0, fill("/proc/self/fd/\(folder)/\(name)") else { return nil }
    }

    deinit {
      if folder >= 0 { close(folder) }
    }

    private func fill(_ path: String) -> Bool {
      let bytes = Array(path.utf8)
      guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      return true
    }

    func with(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
      withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
    }
  }
}
