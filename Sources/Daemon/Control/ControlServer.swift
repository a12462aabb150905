import FoundationEssentials
import Glibc
import Synchronization
import Threading

/// Answers commands on `State/control.sock`, one after the other, on a thread of its own.
package final class ControlServer: Sendable {
  private let path: String
  private let handle: @Sendable (ControlRequest) -> ControlReply
  private let listener = Mutex<Int32>(-1)

  package init(path: String, handle: @escaping @Sendable (ControlRequest) -> ControlReply) {
    self.path = path
    self.handle = handle
  }

  package struct Unavailable: Error, CustomStringConvertible {
    package var description: String
  }

  package func start() throws(Unavailable) {
    switch UnixSocket.listen(path: path) {
    case .failure(let error): throw Unavailable(description: "\(path): \(error.text)")
    case .success(let descriptor):
      listener.withLock { $0 = descriptor }
      OSThread.startOrStop("control") { [self] in serve(descriptor) }
    }
  }

  package func stop() {
    listener.withLock { descriptor in
      if descriptor >= 0 { shutdown(descriptor, Int32(SHUT_RDWR)) }
      descriptor = -1
    }
    unlink(path)
  }

  private func serve(_ descriptor: Int32) {
    while let connection = UnixSocket.accept(descriptor) {
      connection.limit(seconds: 5)
      guard let line = connection.readLine() else { continue }
      let reply: ControlReply
      if let request = try? ControlRequest(line: line) {
        reply = handle(request)
      } else {
        reply = ControlReply(exitCode: 64, errors: ["not a request"])
      }
      connection.write(reply.line)
    }
    close(descriptor)
  }
}

/// Speaks to the daemon of a state directory.
package enum ControlClient {
  /// Whether a daemon answers there.
  package static func isServed(state: String) -> Bool {
    UnixSocket.connect(path: state + "/control.sock") != nil
  }

  /// nil when no daemon answers there.
  package static func ask(_ request: ControlRequest, state: String) -> ControlReply? {
    guard let connection = UnixSocket.connect(path: state + "/control.sock") else { return nil }
    connection.limit(seconds: 120)
    guard connection.write(request.line), let line = connection.readLine() else { return nil }
    return try? ControlReply(line: line)
  }
}
