import Glibc

/// A few lines of SMTP over a plain socket: the catcher is not tested with the sender it tests.
struct Client {
  struct Failed: Error {
    var text: String
  }

  var port: Int

  func send(_ message: String, to recipient: String) throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Failed(text: "no connection to \(port)") }
    try expect("220", socket)
    for (line, code) in [
      ("EHLO client", "250"), ("MAIL FROM:<b@mvo.example>", "250"),
      ("RCPT TO:<\(recipient)>", "250"), ("DATA", "354"), (message + ".", "250"), ("QUIT", "221"),
    ] {
      let bytes = Array((line + "\r\n").utf8)
      guard write(socket, bytes, bytes.count) == bytes.count else { throw Failed(text: line) }
      try expect(code, socket)
    }
  }

  private func expect(_ code: String, _ socket: Int32) throws {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 2048)
    repeat {
      let count = read(socket, &buffer, buffer.count)
      guard count > 0 else { throw Failed(text: "closed instead of \(code)") }
      text += buffer[..<count]
    } while text.last != 10
    let last = text.dropLast(2).split(separator: 10).last.map(Array.init) ?? []
    guard last.starts(with: code.utf8), last.dropFirst(3).first != UInt8(ascii: "-") else {
      throw Failed(text: String(decoding: text, as: UTF8.self))
    }
  }
}
