import Domain
import Inbound
import Letters
import Planning
import State

/// Tells whether our signed tags tie a mail to certain people, from whatever address it came and
/// however its text is encoded: what it was sent to, what it replies to, what it brings back.
struct MailTies: Sendable {
  private let ids: Set<String>
  private let directory: LinkIndex
  private let keys: SigningKeys
  private let steps: [String: [String]]

  /// Of the people of an order, whom `state` may know no longer.
  init(_ order: ErasureOrder, _ state: borrowing State, _ programme: Programme?, keys: SigningKeys)
  {
    let configured = programme?.events ?? []
    let system = SystemMail.steps + Notice.Kind.allCases.map(\.rawValue)
    var steps = state.events.mapValues { $0.steps.keys.sorted() + system }
    for event in configured {
      steps[event.id] = event.steps.map(\.name) + (steps[event.id] ?? system)
    }
    self.steps = steps
    self.keys = keys
    ids = order.ids.union(order.addresses)
    // As many others as are known: what is signed by nobody may only claim to be of these people.
    directory = LinkIndex(
      events: steps.keys.sorted(), people: Set(state.people.names).union(ids).sorted())
  }

  /// What the mail says, when it is theirs.
  func understanding(_ mail: SpooledMail) -> ClassifiedMail? {
    guard
      let said = try? MailReader.understand(
        mail.mail, envelopeSender: mail.sender, envelopeRecipient: mail.recipient)
    else { return nil }
    return people(said).contains(where: ids.contains) ? said : nil
  }

  private func people(_ mail: ClassifiedMail) -> [String] {
    var people: [String] = []
    for tag in (mail.tagged + mail.originalTagged).compactMap(AddressTag.tag) {
      let bounce = AddressTag.openBounce(tag, in: directory, keys: keys) { steps[$0] ?? [] }
      if let bounce { people.append(bounce.person) }
      if let person = AddressTag.openUnsubscribe(tag, in: directory, keys: keys) {
        people.append(person)
      }
    }
    for id in mail.inReplyTo + [mail.originalMessageID, mail.messageID].compactMap({ $0 }) {
      if let found = AddressTag.openThread(messageID: id, in: directory, keys: keys) {
        people.append(found.person)
      }
    }
    if let uid = mail.calendar?.uid {
      let found =
        AddressTag.openCalendar(uid: uid, in: directory, keys: keys)
        ?? AddressTag.claimedCalendar(uid: uid, in: directory)
      if let found { people.append(found.person) }
    }
    return people
  }
}
