import Glibc
import StateFolder

/// Asks the daemon that answers on `admin_listen` which state it serves.
package enum HealthProbe {
  /// nil when nobody answers there within a second or so, or somebody else does.
  package static func ask(host: String, port: Int) -> (pid: Int, state: String)? {
    let descriptor = connected(to: reachable(host), port: port)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let request = Array("GET /healthz HTTP/1.1\r\nHost: convoke\r\nConnection: close\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      return nil
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    let deadline = ContinuousClock.now + .seconds(2)
    while bytes.count < 16_384, ContinuousClock.now < deadline {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      bytes += buffer[..<count]
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let head = text.firstRange(of: "\r\n\r\n"), text.hasPrefix("HTTP/1.1 200 ") else {
      return nil
    }
    return FolderChoice.served(String(text[head.upperBound...]))
  }

  /// An address to listen on is not always one to speak to.
  private static func reachable(_ host: String) -> String {
    switch host {
    case "0.0.0.0", "localhost": "127.0.0.1"
    case "::": "::1"
    default: host
    }
  }

  private static func connected(to host: String, port: Int) -> Int32 {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else {
      return -1
    }
    defer { freeaddrinfo(found) }
    let descriptor = socket(
      address.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return -1 }
    var time = timeval(tv_sec: 1, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
    if connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 {
      return descriptor
    }
    close(descriptor)
    return -1
  }
}
