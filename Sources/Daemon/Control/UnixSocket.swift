import Glibc

/// A stream socket in the file system, line by line. Small messages, short deadlines.
struct UnixSocket: ~Copyable {
  static let maximumLine = 1 << 20
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// nil when nobody listens there.
  static func connect(path: String) -> UnixSocket? {
    guard let address = Address(path) else { return nil }
    let descriptor = make()
    guard descriptor >= 0 else { return nil }
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
    guard bound == 0, Glibc.listen(descriptor, 16) == 0 else {
      let code = errno
      close(descriptor)
      return .failure(Errno(code: code))
    }
    return .success(descriptor)
  }

  /// The next connection, or nil once the listener was shut down.
  static func accept(_ listener: Int32) -> UnixSocket? {
    while true {
      let descriptor = Glibc.accept(listener, nil, nil)
      if descriptor >= 0 { return UnixSocket(descriptor: descriptor) }
      if errno != EINTR && errno != ECONNABORTED { return nil }
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

  private struct Address {
    private var address = sockaddr_un()

    init?(_ path: String) {
      let bytes = Array(path.utf8)
      guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
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
