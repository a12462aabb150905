import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Web

/// The web server on a free port, for the time of a closure.
struct RunningServer {
  let port: Int
  let book: TestBackend
  let clock: ManualClock
  let pages: PagesInForce
  let served: ServedLog

  static func with(
    _ book: TestBackend = TestBackend(), url: String = "https://doe-mee.mvo.example",
    trustedProxies: [String] = ["127.0.0.1"], dress: PageRenderer? = nil, deadline: Int = 60,
    connections: Int = 2000,
    _ body: (RunningServer) async throws -> Void
  ) async throws {
    let pages = PagesInForce(try dress ?? Templates.shipped.get())
    let clock = ManualClock()
    let served = ServedLog()
    let (ports, bound) = AsyncStream.makeStream(of: Int.self)
    let server = WebServer(
      configuration: WebConfiguration(
        url: url, host: "127.0.0.1", port: 0, trustedProxies: trustedProxies,
        connections: connections, deadline: deadline),
      backend: book, pages: { pages.current }, logger: .silent,
      milliseconds: { clock.now }, onBound: { bound.yield($0) },
      onServed: { served.append($0) })
    let group = ServiceGroup(configuration: .init(services: [server], logger: .silent))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { bound.finish() }
        try await group.run()
      }
      var iterator = ports.makeAsyncIterator()
      if let port = await iterator.next() {
        try await body(
          RunningServer(port: port, book: book, clock: clock, pages: pages, served: served))
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }
}

/// What a reload would replace.
final class PagesInForce: Sendable {
  private let renderer: Mutex<PageRenderer>
  init(_ renderer: PageRenderer) { self.renderer = Mutex(renderer) }
  var current: PageRenderer { renderer.withLock { $0 } }
  func replace(with next: PageRenderer) { renderer.withLock { $0 = next } }
}

/// Milliseconds that pass only when told to.
final class ManualClock: Sendable {
  private let milliseconds = Mutex<Int64>(1_000_000)
  var now: Int64 { milliseconds.withLock { $0 } }
  func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }
}

/// What the server said it served.
final class ServedLog: Sendable {
  private let entries = Mutex<[WebServer.Served]>([])
  var all: [WebServer.Served] { entries.withLock { $0 } }
  func append(_ entry: WebServer.Served) { entries.withLock { $0.append(entry) } }
}

extension Logger {
  static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
