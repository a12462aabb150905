import NIOCore
import NIOPosix

/// A client that sends exactly the bytes it is given and reads until the server closes.
enum WireClient {
  struct Answer: Sendable {
    var status: Int
    /// Names in lower case, in the order sent.
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    subscript(header: String) -> String? { headers.first { $0.name == header }?.value }
  }

  static func get(
    _ path: String, port: Int, method: String = "GET", headers: [String] = []
  ) async -> Answer {
    await send(
      "\(method) \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + headers.map { $0 + "\r\n" }.joined() + "\r\n", port: port)
  }

  static func post(
    _ path: String, _ body: String, port: Int, headers: [String] = [],
    type: String? = "application/x-www-form-urlencoded"
  ) async -> Answer {
    await send(
      "POST \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n"
        + (type.map { "Content-Type: \($0)\r\n" } ?? "")
        + headers.map { $0 + "\r\n" }.joined() + "\r\n" + body, port: port)
  }

  /// Status 0 when the server closed without a word.
  static func send(_ text: String, port: Int) async -> Answer {
    var received: [UInt8] = []
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
          channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
          }
        }
      received = try await channel.executeThenClose { inbound, outbound in
        // A server that refuses may close before all is sent; what it said still counts.
        async let sent: Void? = try? outbound.write(ByteBuffer(string: text))
        var bytes: [UInt8] = []
        do {
          for try await part in inbound { bytes += Array(part.readableBytesView) }
        } catch is IOError {}
        _ = await sent
        return bytes
      }
    } catch {
      // A reset after the answer is how a server may close; no answer at all is status 0.
    }
    return parse(received)
  }

  /// Sends `text`, then a byte every 50 ms; whether the server hung up before `most` of them.
  static func dribble(_ text: String, most: Int, port: Int) async -> Bool {
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port).get()
      try await channel.writeAndFlush(ByteBuffer(string: text))
      for _ in 0..<most {
        try await Task.sleep(for: .milliseconds(50))
        try await channel.writeAndFlush(ByteBuffer(string: "x"))
      }
      try await channel.close()
      return false
    } catch {
      return true
    }
  }

  private static func parse(_ bytes: [UInt8]) -> Answer {
    let end = Array("\r\n\r\n".utf8)
    guard let split = bytes.firstRange(of: end) else {
      return Answer(status: 0, headers: [], body: bytes)
    }
    let lines = String(decoding: bytes[..<split.lowerBound], as: UTF8.self)
      .split(separator: "\r\n")
    let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    let headers = lines.dropFirst().map { line in
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      return (
        name: line[..<colon].lowercased(),
        value: String(line[colon...].dropFirst().drop(while: { $0 == " " }))
      )
    }
    return Answer(status: status, headers: headers, body: Array(bytes[split.upperBound...]))
  }
}
