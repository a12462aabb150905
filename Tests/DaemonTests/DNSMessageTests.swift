import Daemon
import Domain
import Testing

@Suite("Answers of a name server") struct DNSMessageTests {
  private static let query = DNSMessage.query("mvo.example", .text, id: 0x1234)!
  /// The question of `query`, after its header and before its additional record.
  private static let question = Array(query[12..<(query.count - 11)])

  private func answer(_ records: [[UInt8]], flags: [UInt8] = [0x81, 0x80]) -> [UInt8] {
    [0x12, 0x34] + flags + [0, 1, 0, UInt8(records.count), 0, 0, 0, 0] + Self.question
      + records.flatMap(\.self)
  }

  /// A record that is called as the question is.
  private func record(_ type: UInt8, _ data: [UInt8], length: Int? = nil) -> [UInt8] {
    let length = length ?? data.count
    return [0xC0, 12, 0, type, 0, 1, 0, 0, 0, 60, UInt8(length >> 8), UInt8(length & 255)] + data
  }

  @Test func `the strings of a text are one, and records of other types are passed over`() {
    let text = record(16, [3] + Array("v=s".utf8) + [3] + Array("pf1".utf8))
    let bytes = answer([record(5, [0xC0, 12]), text])
    #expect(DNSMessage.read(bytes, to: Self.query, .text) == .records(["v=spf1"]))
  }

  @Test func `a name in MX may point back, and never in a circle`() throws {
    let query = try #require(DNSMessage.query("mvo.example", .mailExchange, id: 0x1234))
    var bytes = answer([record(15, [0, 10, 2] + Array("mx".utf8) + [0xC0, 12])])
    bytes[12 + Self.question.count - 3] = 15
    #expect(DNSMessage.read(bytes, to: query, .mailExchange) == .records(["mx.mvo.example"]))
    let place = UInt8(12 + Self.question.count + 12 + 2)
    for circle in [[0xC0, place], [0xC0, place + 2, 0xC0, place], [1, 0x61, 0xC0, place]] {
      var bytes = answer([record(15, [0, 10] + circle)])
      bytes[12 + Self.question.count - 3] = 15
      #expect(DNSMessage.read(bytes, to: query, .mailExchange) == nil)
    }
  }

  @Test func `what is not there, cut off or refused is told apart`() {
    func read(_ flags: [UInt8]) -> DNSMessage.Answer? {
      DNSMessage.read(answer([], flags: flags), to: Self.query, .text)
    }
    #expect(read([0x81, 0x80]) == .records([]))
    #expect(read([0x81, 0x83]) == .records([]))
    #expect(read([0x83, 0x80]) == .truncated)
    #expect(read([0x81, 0x82]) == .failed(2))
    #expect(read([0x01, 0x80]) == nil, "a question is no answer")
  }

  @Test func `an answer to another question, or with a length that lies, is none`() {
    let good = answer([record(16, [1, 0x61])])
    #expect(DNSMessage.read(good, to: Self.query, .text) == .records(["a"]))
    var other = good
    other[0] = 0
    #expect(DNSMessage.read(other, to: Self.query, .text) == nil)
    other = good
    other[14] ^= 1
    #expect(DNSMessage.read(other, to: Self.query, .text) == nil)
    #expect(DNSMessage.read(answer([record(16, [9, 0x61])]), to: Self.query, .text) == nil)
    #expect(
      DNSMessage.read(answer([record(16, [1, 0x61], length: 900)]), to: Self.query, .text) == nil)
    for count in 0..<good.count {
      #expect(DNSMessage.read(Array(good[..<count]), to: Self.query, .text) == nil)
    }
  }

  @Test func `no bytes at all bring it down`() {
    let good = answer([record(16, [1, 0x61]), record(15, [0, 1, 0xC0, 12])])
    for seed in 0..<20_000 {
      var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
      func next() -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33)
      }
      var bytes = good
      for _ in 0...(next() % 6) { bytes[next() % bytes.count] = UInt8(next() & 255) }
      _ = DNSMessage.read(bytes, to: Self.query, .text)
      bytes[12 + Self.question.count - 3] = 15
      _ = DNSMessage.read(bytes, to: Self.query, .mailExchange)
    }
  }

  @Test(arguments: ["", "a..b", ".", String(repeating: "a", count: 64), "a b"])
  func `what DNS cannot spell is not asked`(name: String) {
    #expect(DNSMessage.query(name, .text, id: 1) == nil)
  }

  @Test func `the end of a certificate is read as OpenSSL writes it`() {
    #expect(
      CertificateDate.parse("Dec  3 05:21:07 2026 GMT") == Instant(milliseconds: 1_796_275_267_000))
    for text in [
      "", "Dec 3", "Foo  3 05:21:07 2026 GMT", "Feb 30 05:21:07 2026 GMT", "x x x x GMT",
    ] {
      #expect(CertificateDate.parse(text) == nil)
    }
  }

  @Test func `a unit that failed is bad, one that was restarted is worth a word`() {
    func state(_ text: String) -> Finding.State? { MachineCheck.unit(text)?.state }
    #expect(state("LoadState=loaded\nActiveState=active\nSubState=running\nNRestarts=0\n") == .ok)
    #expect(state("LoadState=loaded\nActiveState=active\nSubState=running\nNRestarts=3\n") == .warn)
    #expect(state("LoadState=loaded\nActiveState=failed\nSubState=failed\n") == .bad)
    #expect(state("LoadState=not-found\nActiveState=inactive\n") == nil)
  }
}
