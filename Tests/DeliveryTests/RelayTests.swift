import Delivery
import Testing

@Suite("The relay's address") struct RelayTests {
  @Test(arguments: [
    ("smtp://mail.mvo.example", "mail.mvo.example", 587, Relay.TLS.startTLS),
    ("smtp://mail.mvo.example:25/", "mail.mvo.example", 25, .startTLS),
    ("smtps://mail.mvo.example", "mail.mvo.example", 465, .implicit),
    ("smtp://[::1]:2525", "::1", 2525, .startTLS), ("smtp://[::1]", "::1", 587, .startTLS),
    ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, .startTLS),
  ])
  func `an address is taken apart`(url: String, host: String, port: Int, tls: Relay.TLS) throws {
    let relay = try Relay(url: url)
    #expect(relay.host == host && relay.port == port && relay.tls == tls)
  }

  @Test(arguments: [
    "", "mail.mvo.example", "http://x", "smtp://", "smtp://:25", "smtp://x:0", "smtp://x:65536",
    "smtp://x:y", "smtp://x/y", "smtp://x y", "smtp://x\r\n", "smtp://[::1", "smtp://[::1]x",
    "smtp://[x]", "smtp://x?y", "smtp://x#y",
  ])
  func `what is no address is refused`(url: String) {
    #expect(throws: RelayProblem.self) { try Relay(url: url) }
  }

  @Test func `a password in the address is refused and not repeated`() {
    let problem = #expect(throws: RelayProblem.self) {
      try Relay(url: "smtp://convoke:korenbloem@mail.mvo.example")
    }
    #expect(problem?.description.contains("korenbloem") == false)
  }

  @Test(arguments: [
    ("smtp://127.0.0.1:25", true), ("smtp://127.8.9.1:25", true), ("smtp://localhost:25", true),
    ("smtp://[::1]:25", true), ("smtp://mail.mvo.example:25", false),
    ("smtp://127.evil.example", false),
    ("smtp://localhost.evil.example", false), ("smtp://10.0.0.1", false),
  ])
  func `TLS can be off for this machine only`(url: String, isAllowed: Bool) {
    let relay = try? Relay(url: url, requireTLS: false)
    #expect((relay != nil) == isAllowed)
  }

  @Test(arguments: ["", "x y", "x/../y", "x\r\ny", "é.nl", "x?y"])
  func `a greeting name that is no host name is refused`(name: String) {
    #expect(throws: RelayProblem.self) { try Relay(url: "smtp://localhost", ehloName: name) }
  }
}
