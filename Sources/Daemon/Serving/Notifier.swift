import CDispatch
import Glibc
import Threading

/// Tells the service manager how we are (sd_notify(3)): one datagram to `$NOTIFY_SOCKET`, a path or
/// an abstract name that begins with `@`. Nothing happens without one.
package struct Notifier: Sendable {
  private let path: String?

  package init(environment: [String: String]) { path = environment["NOTIFY_SOCKET"] }

  package func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
  package func status(_ status: String) { send("STATUS=\(status)") }
  package func stopping() { send("STOPPING=1") }
  package func alive() { send("WATCHDOG=1") }

  package func reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=\(MonotonicClock.nanoseconds / 1000)")
  }

  private func send(_ text: String) {
    guard let path, !path.isEmpty else { return }
    var address = sockaddr_un()
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { raw in
      raw.copyBytes(from: bytes)
      if bytes[0] == UInt8(ascii: "@") { raw[0] = 0 }
    }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // A service manager that does not read holds nothing up: its queue takes ten.
    var longest = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &longest, socklen_t(MemoryLayout<timeval>.size))
    let message = Array(text.utf8)
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, length)
      }
    }
  }
}
