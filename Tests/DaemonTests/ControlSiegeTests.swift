import Daemon
import Foundation
import Glibc
import Testing

/// Clients of the control socket that say nothing, too much or nonsense: whoever comes with a
/// command is answered all the same, and soon.
@Suite struct ControlSiegeTests {
  /// A raw client; closed when it goes.
  private final class Raw {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)

    init(_ path: String) {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
      let isConnected = withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      #expect(isConnected == 0)
    }

    deinit { close(descriptor) }

    func say(_ bytes: [UInt8]) {
      _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
  }

  private func withServer(
    _ body: (_ folder: String, _ ask: () -> ControlReply?) throws -> Void
  )
    throws
  {
    let folder = try Folder()
    let server = ControlServer(path: folder.path + "/control.sock") { request in
      ControlReply(out: [request.command])
    }
    try server.start()
    defer { server.stop() }
    try body(folder.path) {
      ControlClient.ask(ControlRequest(command: "status"), state: folder.path)
    }
  }

  @Test("silent clients and half lines keep no command waiting")
  func silence() throws {
    try withServer { folder, ask in
      var crowd: [Raw] = []
      for number in 0..<150 {
        let client = Raw(folder + "/control.sock")
        if number % 3 == 0 { client.say(Array("{\"command\":\"sta".utf8)) }
        crowd.append(client)
        if number % 16 == 15 {
          let start = ContinuousClock.now
          #expect(ask()?.out == ["status"])
          #expect(.now - start < .seconds(2), "after \(number + 1) silent clients")
        }
      }
      withExtendedLifetime(crowd) {}
    }
  }

  @Test(
    "hostile bytes, huge lines and clients that hang up are survived, and good requests answered")
  func hostile() throws {
    try withServer { folder, ask in
      var random = SeededNumbers(seed: 7)
      let good = Array("{\"command\":\"status\",\"arguments\":{\"a\":\"b\"}}\n".utf8)
      for round in 0..<300 {
        let client = Raw(folder + "/control.sock")
        var bytes = good
        switch round % 5 {
        case 0:
          bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
            .random(in: 0...255, using: &random)
          }
        case 1:
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
            in: 0...255, using: &random)
        case 2: bytes = Array(bytes.prefix(.random(in: 0..<bytes.count, using: &random)))
        case 3: bytes = Array(repeating: UInt8(ascii: "["), count: 100_000) + [10]
        default: bytes = [10, 10] + bytes + bytes
        }
        client.say(bytes)
        if round % 50 == 49 { #expect(ask()?.out == ["status"], "round \(round)") }
      }
      let flood = Raw(folder + "/control.sock")
      let chunk = [UInt8](repeating: 0x20, count: 1 << 16)
      for _ in 0..<40 {
        flood.say(chunk)
        usleep(2000)
      }
      #expect(ask()?.exitCode == 0)
    }
  }

  @Test("a path that is longer than a socket's own works on both sides")
  func longPath() throws {
    let folder = try Folder()
    let state = folder.path + "/" + String(repeating: "lang-", count: 40)
    try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
    let server = ControlServer(path: state + "/control.sock") { _ in ControlReply(out: ["here"]) }
    try server.start()
    let reply = ControlClient.ask(ControlRequest(command: "status"), state: state)
    #expect(reply?.out == ["here"])
    #expect(reply?.pid == Int(getpid()))
    server.stop()
    #expect(!ControlClient.isServed(state: state))
    #expect(!FileManager.default.fileExists(atPath: state + "/control.sock"))
  }
}

/// SplitMix64, so that a failing round comes back.
private struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
