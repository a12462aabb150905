import FoundationEssentials
import Glibc
import Synchronization
import Threading

/// Answers commands on `State/control.sock`, one after the other, on a thread of its own. A client
/// that says nothing, or half of it, keeps nobody waiting: all are listened to at once, for a short
/// while.
package final class ControlServer: Sendable {
  private let path: String
  private let handle: @Sendable (ControlRequest) -> ControlReply
  private let listener = Mutex<Int32>(-1)

  /// How long a client has for its request, and for taking the reply; in seconds.
  private static let patience = 3.0
  /// Beyond this the client that has said nothing for longest makes room.
  private static let mostClients = 64

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
    var clients: [ControlClientLine] = []
    while listener.withLock({ $0 == descriptor }) {
      ControlClientLine.wait(for: descriptor, clients, seconds: clients.isEmpty ? 60 : 0.25)
      admit(descriptor, &clients)
      // Whoever has said it all is answered before anybody is sent away.
      for client in clients { client.read() }
      for client in clients where client.request != nil { answer(client) }
      let now = ContinuousClock.now
      for client in clients where client.since + .seconds(Self.patience) < now { client.hangUp() }
      clients.removeAll(where: \.isClosed)
    }
    for client in clients { client.hangUp() }
    close(descriptor)
  }

  private func admit(_ descriptor: Int32, _ clients: inout [ControlClientLine]) {
    while let connection = UnixSocket.accept(descriptor) {
      let client = ControlClientLine(connection)
      client.read()
      clients.append(client)
      guard clients.count > Self.mostClients else { continue }
      if let oldest = clients.firstIndex(where: { $0.request == nil }) {
        clients[oldest].hangUp()
        clients.remove(at: oldest)
      } else {
        // All of them wait for their reply: they come first.
        return
      }
    }
  }

  private func answer(_ client: ControlClientLine) {
    guard let line = client.request else { return }
    guard let request = try? ControlRequest(line: line) else {
      return end(client, ControlReply(exitCode: 64, errors: ["not a request"]))
    }
    guard request.spoken <= ControlRequest.protocolNumber else {
      return end(client, .tooNew(request.spoken))
    }
    guard Self.slow.contains(request.command) else { return end(client, handle(request)) }
    // Nobody else waits for a relay that takes its time.
    nonisolated(unsafe) let own = client.handedOver()
    let isStarted = OSThread.start("slow command") { [self] in end(own, handle(request)) }
    if !isStarted { end(own, ControlReply(exitCode: 75, errors: ["convoke: no thread is left"])) }
  }

  /// Commands that wait for somebody outside this machine.
  private static let slow: Set = ["doctor", "send-preview", "send-test"]

  private func end(_ client: ControlClientLine, _ reply: ControlReply) {
    var reply = reply
    reply.pid = Int(getpid())
    client.reply(reply.line, within: Self.patience)
    client.hangUp()
  }
}

/// A client of the control socket, listened to without waiting for it.
private final class ControlClientLine {
  let since = ContinuousClock.now
  /// The line it sent, whole.
  private(set) var request: [UInt8]?
  private var socket: UnixSocket?
  private var bytes: [UInt8] = []

  init(_ socket: consuming UnixSocket) { self.socket = consume socket }

  var isClosed: Bool { socket == nil }

  /// The connection, for another thread; this one is closed for whoever holds it.
  func handedOver() -> ControlClientLine {
    guard let socket = socket.take() else { preconditionFailure("handed over twice") }
    hangUp()
    return ControlClientLine(socket)
  }

  func hangUp() {
    socket = nil
    request = nil
  }

  /// Takes what has arrived. A line that grows too long, or ends before its end, is a good-bye.
  func read() {
    guard request == nil, let arrived = socket?.arrived() else { return }
    switch arrived {
    case .nothing: return
    case .end: hangUp()
    case .bytes(let new):
      bytes += new
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        request = Array(bytes[..<end])
      } else if bytes.count >= UnixSocket.maximumLine {
        hangUp()
      }
    }
  }

  func reply(_ line: [UInt8], within seconds: Double) {
    socket?.limit(seconds: Int(seconds.rounded(.up)))
    socket?.write(line)
  }

  /// Returns when something may have happened on the listener or with a client.
  static func wait(for listener: Int32, _ clients: [ControlClientLine], seconds: Double) {
    var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    for client in clients {
      guard let descriptor = client.socket?.descriptor else { continue }
      polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    if poll(&polled, nfds_t(polled.count), Int32(seconds * 1000)) < 0, errno != EINTR {
      OSThread.sleep(seconds: 0.05)
    }
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
    guard let reply = try? ControlReply(line: line) else { return nil }
    return reply.spoken > ControlRequest.protocolNumber ? .fromNewer(reply.spoken) : reply
  }
}
