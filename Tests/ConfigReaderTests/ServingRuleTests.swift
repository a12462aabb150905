import ConfigReader
import Domain
import Testing

/// What serving would refuse, or is unwise, is told of the files, at its place.
@Suite struct ServingRuleTests {
  private static let url = "url = \"smtps://relay.noord.example\""

  @Test(arguments: [
    ("smtp://127.8.9.1:25", true), ("smtp://localhost:25", true), ("smtp://[::1]:25", true),
    ("smtp://mail.localhost:25", true), ("smtp://mail.mvo.example:25", false),
    ("smtp://127.evil.example", false), ("smtp://localhost.evil.example", false),
    ("smtp://10.0.0.1", false), ("smtp://mail_relay:2525", false),
  ])
  func `TLS can be off for this machine only`(url: String, isAllowed: Bool) throws {
    let folder = try Folder()
    try folder.replace(Self.url, "url = \"\(url)\"\ntls = \"off\"", in: "Config/convoke.toml")
    let (programme, problems) = folder.read()
    #expect((programme != nil) == isAllowed)
    #expect(isAllowed || problems.contains { $0.text.contains("for loopback only") })
  }

  @Test(arguments: [
    ("smtp://mail_relay:2525", "mail_relay", 2525, false),
    ("smtps://[2001:db8::25]", "2001:db8::25", 465, true),
    ("smtp://Relay.Noord.example/", "relay.noord.example", 25, false),
  ])
  func `a relay's address is taken apart`(
    url: String, host: String, port: Int, isImplicit: Bool
  ) throws {
    let folder = try Folder()
    try folder.replace(Self.url, "url = \"\(url)\"", in: "Config/convoke.toml")
    let smtp = try #require(folder.read().programme?.smtp)
    #expect(smtp.host == host && smtp.port == port && smtp.implicitTLS == isImplicit)
  }
}
