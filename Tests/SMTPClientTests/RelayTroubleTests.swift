import MailCatcher
import Refusals
import SMTPClient
import Synchronization
import Testing

@Suite("Trouble with the relay") struct RelayTroubleTests {
  static let canary = "korenbloem-7Q!kanarie"

  static func login(
    _ secret: String = canary, mechanism: Credentials.Mechanism = .password
  ) -> Credentials {
    Credentials(mechanism: mechanism, username: "convoke") { Secret(secret) }
  }

  static func manners(_ mechanisms: [String], _ secret: String = canary) -> ServerOptions {
    ServerOptions(
      mechanisms: mechanisms, accounts: ["convoke": secret], requiresAuthentication: true)
  }

  @Test func `a name that does not resolve is told once, and not asked for without end`() async {
    let desk = TestSource()
    let agents = DeliveryAgents(
      relay: Relay(host: "relay.invalid", port: 587, tls: .startTLS, connections: 1),
      desk: desk.desk)
    try? agents.start()
    desk.put(Fixture.mail())
    let record = await desk.record { !$0.troubles.isEmpty }
    #expect(record.troubles[0].kind == .name)
    desk.close()
    #expect(agents.stop(graceSeconds: 1) == 0)
  }

  @Test(arguments: [["PLAIN"], ["LOGIN"], ["LOGIN", "PLAIN"], ["XOAUTH2"]])
  func `we log in with what the server offers`(mechanisms: [String]) async throws {
    let desk = TestSource()
    let mechanism: Credentials.Mechanism = mechanisms == ["XOAUTH2"] ? .xoauth2 : .password
    try await Fixture.with(
      manners: Self.manners(mechanisms), desk: desk, credentials: Self.login(mechanism: mechanism)
    ) { catcher, _ in
      desk.put(Fixture.mail(1), Fixture.mail(2))
      _ = await desk.outcomes(2)
      #expect(catcher.mails.map(\.authenticatedAs) == ["convoke", "convoke"])
    }
  }

  @Test(arguments: [[], ["XOAUTH2"], ["CRAM-MD5"]])
  func `a server that offers no login gets no mail, not even its envelope`(
    mechanisms: [String]
  ) async throws {
    let desk = TestSource()
    let manners = ServerOptions(mechanisms: mechanisms)
    try await Fixture.with(manners: manners, desk: desk, credentials: Self.login()) { catcher, _ in
      desk.put(Fixture.mail())
      let record = await desk.record { !$0.troubles.isEmpty }
      #expect(record.troubles[0].kind == .authentication && record.troubles[0].permanent)
      let commands = catcher.sights.filter { if case .command = $0 { true } else { false } }
      #expect(commands == [.command(1, "EHLO test.mvo.example")])
    }
  }

  @Test func `a token is never offered as a password`() async throws {
    let desk = TestSource()
    try await Fixture.with(
      manners: Self.manners(["PLAIN"]), desk: desk, credentials: Self.login(mechanism: .xoauth2)
    ) { catcher, _ in
      desk.put(Fixture.mail())
      let record = await desk.record { !$0.troubles.isEmpty }
      #expect(record.troubles[0].kind == .authentication)
      let auth = catcher.sights.contains { "\($0)".contains("AUTH") }
      #expect(!auth)
    }
  }

  @Test func `a password that breaks in the middle fails nobody`() async throws {
    let desk = TestSource(isRetried: true)
    let script = FaultScript()
    try await Fixture.with(
      script, manners: Self.manners(["PLAIN"]), desk: desk, connections: 4,
      credentials: Self.login()
    ) { catcher, agents in
      desk.put((1...50).map { Fixture.mail($0) })
      _ = await desk.outcomes(50)
      script.add(FaultRule(.authentication, .reply("535 5.7.8 not any more")))
      script.add(FaultRule(.idle, .close))
      script.add(FaultRule(.mail, .reply("530 5.7.0 log in again")))
      desk.put((51...200).map { Fixture.mail($0) })
      let ill = await desk.record { $0.troubles.count >= 4 }
      #expect(ill.outcomes.count < 60)
      #expect(ill.troubles.allSatisfy { $0.kind == .authentication })
      #expect(ill.troubles.map(\.count) == Array(1...ill.troubles.count))
      script.clear()
      agents.replace(try Fixture.relay(catcher, connections: 4, credentials: Self.login()))
      let record = await desk.outcomes(200)
      #expect(record.outcomes.values.allSatisfy { $0 == [.sent(reply: "250 2.0.0 caught")] })
      #expect(catcher.mails.count == 200)
    }
  }

  @Test(arguments: [
    "535 5.7.8 your password \(canary) is wrong",
    "535 5.7.8 AGNvbnZva2UAa29yZW5ibG9lbS03USFrYW5hcmll is wrong",
    "501 5.5.2 cannot decode a29yZW5ibG9lbS03USFrYW5hcmll",
  ])
  func `a server that repeats the secret does not bring it into any text`(
    reply: String
  ) async throws {
    let desk = TestSource()
    let script = FaultScript([FaultRule(.authentication, .reply(reply))])
    let credentials = Self.login()
    let relay = try await Fixture.with(
      script, manners: Self.manners(["PLAIN"]), desk: desk, credentials: credentials
    ) { catcher, _ in
      desk.put(Fixture.mail())
      _ = await desk.record { !$0.troubles.isEmpty }
      return try Fixture.relay(catcher, credentials: credentials)
    }
    var texts = desk.record.texts
    texts += ["\(relay)", String(reflecting: relay), "\(credentials)"]
    dump(relay, to: &texts[0])
    dump(try credentials.secret(), to: &texts[0])
    texts.append("\(try credentials.secret())" + String(reflecting: try credentials.secret()))
    #expect(texts.contains { $0.contains("[secret]") })
    for text in texts {
      #expect(!text.contains(Self.canary))
      #expect(!text.contains("AGNvbnZva2UAa29yZW5ibG9lbS03USFrYW5hcmll"))
      #expect(!text.contains("a29yZW5ibG9lbS03USFrYW5hcmll"))
    }
  }

  @Test func `a secret that cannot be read is the relay's trouble`() async throws {
    struct Unreadable: Error {}
    let desk = TestSource()
    let credentials = Credentials(mechanism: .password, username: "convoke") { throw Unreadable() }
    try await Fixture.with(
      manners: Self.manners(["PLAIN"]), desk: desk, credentials: credentials
    ) { catcher, _ in
      desk.put(Fixture.mail())
      let record = await desk.record { !$0.troubles.isEmpty }
      #expect(record.troubles[0].kind == .setup)
      #expect(record.outcomes[1]?.first == .returned)
      #expect(catcher.sights.isEmpty)
    }
  }

  @Test func `a renewed token is used for the next mail`() async throws {
    let desk = TestSource()
    let token = Mutex("first")
    let credentials = Credentials(mechanism: .xoauth2, username: "convoke") {
      Secret(token.withLock { $0 })
    }
    let manners = ServerOptions(
      mechanisms: ["XOAUTH2"], accounts: ["convoke": "second"], requiresAuthentication: true)
    try await Fixture.with(manners: manners, desk: desk, credentials: credentials) { catcher, _ in
      desk.put(Fixture.mail(1))
      _ = await desk.record { !$0.troubles.isEmpty }
      token.withLock { $0 = "second" }
      desk.put(Fixture.mail(2))
      let record = await desk.record { $0.recoveries == 1 }
      #expect(record.outcomes[2] == [.sent(reply: "250 2.0.0 caught")])
      #expect(catcher.mails.count == 1)
    }
  }

  @Test func `a server without STARTTLS gets nothing in clear`() async throws {
    let catcher = try MailCatcher()
    try await catcher.start()
    let desk = TestSource()
    let relay = try Relay(
      url: "smtp://127.0.0.1:\(catcher.smtpPort)", credentials: Self.login(), connections: 1)
    let agents = DeliveryAgents(relay: relay, desk: desk.desk, pauses: PauseCurve(first: 60))
    try agents.start()
    desk.put(Fixture.mail())
    let record = await desk.record { !$0.troubles.isEmpty }
    desk.close()
    #expect(await Fixture.stop(agents, graceSeconds: 3) == 0)
    #expect(record.troubles[0].kind == .tls && record.outcomes[1] == [.returned])
    let spoken = catcher.sights.filter { "\($0)".contains("AUTH") || "\($0)".contains("MAIL") }
    #expect(spoken.isEmpty)
    await catcher.stop()
  }

  @Test func `a server that is not there is retried with pauses`() async throws {
    let desk = TestSource(isRetried: true)
    let relay = try Relay(url: "smtp://127.0.0.1:1", connections: 3)
    let agents = DeliveryAgents(relay: relay, desk: desk.desk, pauses: Fixture.pauses)
    try agents.start()
    desk.put((1...10).map { Fixture.mail($0) })
    let record = await desk.record { $0.troubles.count >= 3 }
    desk.close()
    #expect(await Fixture.stop(agents, graceSeconds: 3) == 0)
    #expect(record.troubles.allSatisfy { $0.kind == .unreachable && !$0.permanent })
    #expect(record.troubles.map(\.count) == Array(1...record.troubles.count))
    #expect(record.outcomes.isEmpty)
  }

  @Test(arguments: [Fault.close, .reply("550 5.7.26 no DMARC"), .reply("451 4.7.28 too fast")])
  func `three mails in a row that fail without fault of theirs are a rest for all`(
    fault: Fault
  ) async throws {
    let desk = TestSource(isRetried: true)
    let script = FaultScript([FaultRule(.recipient, fault, times: 5)])
    try await Fixture.with(script, desk: desk, connections: 2) { catcher, _ in
      desk.put((1...30).map { Fixture.mail($0) })
      let record = await desk.record { $0.outcomes.count == 30 && $0.recoveries >= 1 }
      #expect(record.troubles.first?.kind == .streak)
      #expect(record.outcomes.values.allSatisfy { $0 == [.sent(reply: "250 2.0.0 caught")] })
      #expect(catcher.mails.count == 30)
    }
  }

  @Test func `a mail that never reached the wire is no sign of recovery`() async throws {
    let desk = TestSource(isRetried: true)
    let relay = try Relay(url: "smtp://127.0.0.1:1", connections: 1)
    let agents = DeliveryAgents(relay: relay, desk: desk.desk, pauses: Fixture.pauses)
    try agents.start()
    desk.put(Fixture.mail(1), Fixture.mail(2, to: "a b@x.nl"), Fixture.mail(3))
    let record = await desk.record { $0.troubles.count >= 3 && $0.outcomes.count == 1 }
    desk.close()
    #expect(await Fixture.stop(agents, graceSeconds: 10) == 0)
    #expect(record.recoveries == 0)
    #expect(record.troubles.map(\.count) == Array(1...record.troubles.count))
  }

  @Test func `bad addresses between good ones are no trouble`() async throws {
    let desk = TestSource()
    let script = FaultScript([
      FaultRule(.recipient, .reply("550 5.1.1 no"), recipient: "bad@partner.example")
    ])
    try await Fixture.with(script, desk: desk, connections: 2) { catcher, _ in
      desk.put(
        (1...40).map {
          Fixture.mail($0, to: $0 <= 20 ? "bad@partner.example" : "good@partner.example")
        })
      let record = await desk.outcomes(40)
      #expect(record.troubles.isEmpty)
      #expect(catcher.mails.count == 20)
    }
  }
}
