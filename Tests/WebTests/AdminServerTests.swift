import Foundation
import Logging
import ServiceLifecycle
import Testing
import Web

@Suite struct AdminServerTests {
  @Test func `health, readiness and metrics are told apart from the pages`() async throws {
    let (ports, bound) = AsyncStream.makeStream(of: Int.self)
    let server = AdminServer(
      host: "127.0.0.1", port: 0, health: { .init(isGood: true, text: "ok") },
      readiness: { .init(isGood: false, text: "the journal is being read") },
      metrics: { "convoke_due 3\n" }, logger: .silent, onBound: { bound.yield($0) })
    let group = ServiceGroup(configuration: .init(services: [server], logger: .silent))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      let port = try #require(await iterator.next())
      let health = await WireClient.get("/healthz", port: port)
      #expect(health.status == 200)
      #expect(health.text == "ok\n")
      let ready = await WireClient.get("/readyz", port: port)
      #expect(ready.status == 503)
      #expect(ready.text == "the journal is being read\n")
      let metrics = await WireClient.get("/metrics", port: port)
      #expect(metrics.text == "convoke_due 3\n")
      #expect(metrics["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      #expect(await WireClient.get("/r/GOOD", port: port).status == 404)
      #expect(await WireClient.post("/healthz", "", port: port).status == 405)
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }
}
