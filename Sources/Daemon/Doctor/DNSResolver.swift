import FoundationEssentials
import Glibc

/// Asks the name servers of this machine.
package struct DNSResolver: Sendable {
  package enum Outcome: Sendable, Equatable {
    case records([String])
    /// A server answered that it cannot say.
    case failed(String)
    /// Nobody answered.
    case silent(String)
  }

  private let servers: [String]

  /// How long one server has for one answer, in seconds.
  private static let patience = 3

  /// The servers of `/etc/resolv.conf`, at most three, as resolv.conf(5) has it.
  package init(file: String = "/etc/resolv.conf") {
    let bytes = FileManager.default.contents(atPath: file) ?? Data()
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    let named = lines.compactMap { line -> String? in
      let words = line.split { $0 == " " || $0 == "\t" }
      return words.count >= 2 && words[0] == "nameserver" ? String(words[1]) : nil
    }
    servers = named.isEmpty ? ["127.0.0.1"] : Array(named.prefix(3))
  }

  /// Blocks for `patience` seconds a server at most, twice where one is silent.
  package func ask(_ name: String, _ kind: DNSMessage.Kind) -> Outcome {
    let id = UInt16.random(in: .min ... .max)
    guard let query = DNSMessage.query(name, kind, id: id) else {
      return .failed("\(name) is no name in DNS")
    }
    var refusal: String?
    for _ in 0..<2 {
      for server in servers {
        var answer = exchange(query, kind, server, SOCK_DGRAM)
        if answer == .truncated { answer = exchange(query, kind, server, SOCK_STREAM) }
        switch answer {
        case .records(let records): return .records(records)
        case .failed(let code): refusal = "\(server) says \(Self.words(code)) of \(name)"
        case .truncated, nil: break
        }
      }
      if let refusal { return .failed(refusal) }
    }
    return .silent("no answer from \(servers.joined(separator: ", "))")
  }

  private static func words(_ code: Int) -> String {
    switch code {
    case 1: "FORMERR"
    case 2: "SERVFAIL"
    case 4: "NOTIMP"
    case 5: "REFUSED"
    default: "error \(code)"
    }
  }

  private func exchange(
    _ query: [UInt8], _ kind: DNSMessage.Kind, _ server: String, _ type: __socket_type
  ) -> DNSMessage.Answer? {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(type.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(server, "53", &hints, &found) == 0, let address = found else { return nil }
    defer { freeaddrinfo(found) }
    let descriptor = socket(
      address.pointee.ai_family, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var time = timeval(tv_sec: Self.patience, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
    // Connected: the kernel hands us nothing from anybody else.
    guard connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 else {
      return nil
    }
    let isStream = type == SOCK_STREAM
    let sent =
      isStream ? [UInt8(query.count >> 8), UInt8(query.count & 255)] + query : query
    guard send(descriptor, sent, sent.count, Int32(MSG_NOSIGNAL)) == sent.count else { return nil }
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    while ContinuousClock.now < deadline {
      guard let bytes = isStream ? Self.message(descriptor, deadline) : Self.packet(descriptor)
      else { return nil }
      // A stray packet is no answer; the right one may follow.
      if let answer = DNSMessage.read(bytes, to: query, kind) { return answer }
      if isStream { return nil }
    }
    return nil
  }

  private static func packet(_ descriptor: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  /// Two bytes of length, then so many.
  private static func message(
    _ descriptor: Int32, _ deadline: ContinuousClock.Instant
  ) -> [UInt8]? {
    var bytes: [UInt8] = []
    while ContinuousClock.now < deadline {
      if bytes.count >= 2 {
        let length = Int(bytes[0]) << 8 | Int(bytes[1])
        if bytes.count >= 2 + length { return Array(bytes[2..<(2 + length)]) }
      }
      guard let part = packet(descriptor) else { return nil }
      bytes += part
    }
    return nil
  }
}
