import Domain
import Engine
import Inbound
import Refusals
import SMTPClient
import State
import Testing

/// A status code means one thing, whether the server says it to us or to another that then tells
/// us.
@Suite struct AddressEvidenceTests {
  private static let address = "p0@b.example"

  /// Said in answer to RCPT.
  private func refused(_ status: String) throws -> AddressEvidence {
    var reader = SMTPReplyReader()
    let reply = reader.take(Array("550 \(status)\r\n".utf8))
    let record = TransferRecord(ending: .failed(55, ""), stage: .recipient, reply: reply)
    guard case .settled(.refused(let refusal), _) = TransferResult(record) else { return .nothing }
    return refusal.evidence
  }

  /// Said in a report (RFC 3464).
  private func cameBack(_ status: String) throws -> AddressEvidence {
    let mail = """
      Return-Path: <>
      From: MAILER-DAEMON@mail.b.example
      Subject: Undelivered Mail Returned to Sender
      To: network@mvo.example
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status; boundary="b"

      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mail.b.example

      Final-Recipient: rfc822; \(Self.address)
      Action: failed
      Status: \(status)
      Diagnostic-Code: smtp; 550 \(status)

      --b--

      """
    let told = try MailReader.understand(Array(mail.utf8))
    return try #require(Bounce(told, of: Self.address)).evidence
  }

  @Test func `every status code weighs an address the same by SMTP and by mail`() throws {
    let lasting: Set<AddressEvidence> = [.dead, .suspended, .unroutable]
    var seen: Set<AddressEvidence> = []
    for subject in 0...7 {
      for detail in Array(0...40) + [300, 310, 316, 509, 515, 606, 699] {
        let status = "5.\(subject).\(detail)"
        let (smtp, mail) = (try refused(status), try cameBack(status))
        seen.formUnion([smtp, mail])
        guard lasting.contains(smtp) || lasting.contains(mail) else { continue }
        #expect(smtp == mail, "\(status)")
      }
    }
    #expect(seen.isSuperset(of: lasting))
  }
}
