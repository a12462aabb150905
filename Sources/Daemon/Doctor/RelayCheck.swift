package import Domain
import Engine
import JSONLines
import Letters
import SMTPClient

/// What needs the secrets: the login at the relay, and the public key of the DKIM key. Sends
/// nothing.
package enum RelayCheck {
  /// The check under which the DKIM record travels from the daemon; it is no finding of its own.
  package static let record = "dkim-record"

  package static func findings(_ programme: Programme, now: Instant) -> [Finding] {
    var findings: [Finding] = []
    if let dkim = programme.mail.dkim {
      do {
        let signer = try DKIMSigner(
          domain: dkim.domain, selector: dkim.selector, pem: SecretReader.text(dkim.key))
        findings.append(Finding(record, .ok, signer.publicRecord))
      } catch let error as LetterError {
        findings.append(Finding("dkim-key", .bad, "\(error)", do: "give [mail] dkim such a key"))
      } catch {
        findings.append(unreadable("dkim-key", error, programme.mail.dkim?.key))
      }
    }
    do {
      let relay = try Relay(checking: programme)
      findings += login(relay, programme.smtp, now: now)
    } catch {
      findings.append(unreadable("relay", error, programme.smtp.token ?? programme.smtp.password))
    }
    return findings
  }

  /// A credential is the daemon's alone: that this command cannot read it is no trouble yet.
  private static func unreadable(
    _ check: String, _ error: any Error, _ place: SecretPlace?
  ) -> Finding {
    let isDaemons =
      switch place {
      case .credential, .environment: true;
      default: false
      }
    return Finding(
      check, isDaemons ? .warn : .bad, "\(error)",
      do: isDaemons
        ? "start the daemon (systemctl start convoke) and run convoke doctor again: it has the secret"
        : "check path, owner and mode of the file")
  }

  private static func login(_ relay: Relay, _ smtp: SMTPSettings, now: Instant) -> [Finding] {
    let visit = RelayVisit.logIn(to: relay)
    if let complaint = visit.ending.complaint {
      return [Finding("relay", .bad, "\(relay): \(complaint)", do: "see convoke send-test")]
    }
    let login = smtp.username.map { "login as \($0)" } ?? "no login"
    let seen = Finding(
      "relay", .ok, "\(relay): \(visit.security ?? "in clear"), \(login); nothing was sent")
    let certificate = CertificateDate.finding(
      "relay-certificate", relay.host, ends: visit.certificateEnd, now: now)
    return [seen] + [certificate].compactMap(\.self)
  }
}

extension Commands {
  /// `convoke doctor` asks for what only the daemon can look at, by the programme in force.
  func doctor() -> ControlReply {
    let findings = RelayCheck.findings(engine.read { $0.programme }, now: engine.environment.now())
    return ControlReply(
      out: findings.map { String(decoding: $0.json.finish(), as: UTF8.self) })
  }
}
