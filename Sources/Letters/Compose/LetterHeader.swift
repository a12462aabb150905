import Domain
import MIME

/// The header fields of a letter, in one fixed order.
struct LetterHeader {
  let request: LetterRequest
  let composer: Composer
  let subject: String
  let messageID: String
  let links: LetterLinks
  let values: SlotValues
  let hasCalendar: Bool

  func bytes() -> [UInt8] {
    let mail = composer.programme.mail
    // Room for the whole message, which grows behind the header.
    var out = HeaderWriter(capacity: 32_768)
    out.field("Date", Self.date(request.instant))
    out.mailbox("From", display: mail.from.name, address: mail.from.address.text)
    if let replyTo = mail.replyTo {
      out.mailbox("Reply-To", display: replyTo.name, address: replyTo.address.text)
    }
    if let tester = request.testTo {
      out.mailbox("To", display: "", address: tester.text)
    } else {
      let person = request.person
      out.mailbox(
        "To", display: PlainText.value(person.name), address: person.email.text)
    }
    out.unstructured("Subject", subject)
    out.field("Message-ID", "<\(messageID)>")
    if let event = request.event, !event.isNewsletter {
      let thread = composer.threadID(request, messageID: messageID)
      out.field("In-Reply-To", "<\(thread)>")
      out.field("References", "<\(thread)>")
    }
    if request.testTo == nil { appendList(&out) }
    appendAutomation(&out)
    out.field("MIME-Version", "1.0")
    return out.bytes
  }

  /// What lets a reader leave with one click (RFC 2369, 2919, 8058), each on one line: a relay that
  /// refolds it would break the signature.
  private func appendList(_ out: inout HeaderWriter) {
    guard request.isBulk, let event = request.event else { return }
    let address = MailtoLink.address(
      links.unsubscribeAddress(at: composer.programme.mail.bounces))
    out.listID(
      display: composer.programme.network.name, id: "\(event.kind).\(composer.mailDomain)")
    out.field(
      "List-Unsubscribe",
      "<\(values[.linkUnsubscribe])>, <mailto:\(address)?subject=unsubscribe>")
    out.field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    out.field("Feedback-ID", "\(event.id):\(request.stepName):\(event.kind):\(composer.senderID)")
    if event.isNewsletter { out.field("Precedence", "bulk") }
  }

  /// RFC 3834 5. An invitation with calendar buttons is sent for a person, so it is not called
  /// automatic: some programs would hide the buttons.
  private func appendAutomation(_ out: inout HeaderWriter) {
    if request.answersMail {
      out.field("Auto-Submitted", "auto-replied")
    } else if request.event?.isNewsletter != true, !hasCalendar {
      out.field("Auto-Submitted", "auto-generated")
    }
    out.field("X-Auto-Response-Suppress", "OOF, AutoReply")
  }

  /// RFC 5322 3.3, in UTC.
  private static func date(_ instant: Instant) -> String {
    let time = Zone.utc.local(instant)
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(days[time.weekday - 1]), \(two(time.day)) \(months[time.month - 1]) \(time.year) "
      + "\(two(time.hour)):\(two(time.minute)):\(two(time.second)) +0000"
  }
}
