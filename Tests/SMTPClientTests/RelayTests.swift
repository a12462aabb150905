import SMTPClient
import Testing

@Suite("The relay's address") struct RelayTests {
  @Test(arguments: [
    ("mail.mvo.example", 587, Relay.TLS.startTLS, "smtp://mail.mvo.example:587"),
    ("mail_relay", 2525, .startTLS, "smtp://mail_relay:2525"),
    ("::1", 465, .implicit, "smtps://[::1]:465"), ("127.0.0.1", 25, .off, "smtp://127.0.0.1:25"),
  ])
  func `it is shown without the credentials`(
    host: String, port: Int, tls: Relay.TLS, shown: String
  ) {
    let credentials = Credentials(mechanism: .password, username: "convoke") {
      Secret("korenbloem")
    }
    let relay = Relay(host: host, port: port, tls: tls, credentials: credentials)
    #expect(relay.description == shown)
  }
}
