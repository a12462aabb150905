import Domain
package import Inbound
import Planning
package import Store

/// What became of a mail.
package enum Receipt: Sendable, Hashable {
  case recorded, noted, refused
  /// The host gets it.
  case forwarded
  /// It counted before.
  case known
  /// For a human to look at.
  case kept
  /// It says nothing that anybody needs.
  case ignored
  /// To be decided once the delivery it is about has ended.
  case later

  init(_ outcome: ReceivedMail.Outcome) {
    self =
      switch outcome {
      case .recorded: .recorded
      case .noted: .noted
      case .refused: .refused
      case .forwarded: .forwarded
      }
  }
}

extension Office {
  /// Decides what a mail changes and records it. Nothing has happened before the ticket is durable.
  package func receive(
    _ mail: MailCase, _ understanding: Understanding, digest: UInt64
  ) -> (Receipt, Ticket?) {
    switch mail {
    case .unknown: return (.kept, nil)
    case .nothing: return (.ignored, nil)
    default: break
    }
    return change { desk, now in
      if desk.state.post.isKnown(digest) { return (.known, []) }
      guard let id = mail.person, let person = desk.number(id) else { return (.kept, []) }
      // What a host or an operator writes back to us is for people to read.
      if !desk.isGuest(person), !mail.isBounce { return (.kept, []) }
      var received = ReceivedMail(
        kind: understanding.kind.rawValue, outcome: .recorded, digest: digest, person: person,
        event: mail.event ?? "")
      var entries: [Entry] = []
      switch mail {
      case .bounce(_, let step, _):
        received.step = step
        guard desk.bounce(understanding, &received, &entries, now: now) else {
          return (.later, [])
        }
      case .complaint:
        entries = Decide.unsubscribe(person, kind: "*", via: "complaint", desk.state)
        received.note = "complained about spam"
      case .unsubscribe:
        entries = Decide.unsubscribe(person, kind: "*", via: "mail", desk.state)
      case .calendarReply(_, _, let choice, let calendar):
        entries = desk.reply(choice, calendar, understanding, &received, now: now)
      case .answer(_, _, let choice):
        entries = desk.answer(choice, via: "mail", understanding, &received, now: now)
      case .words(_, _, let reason):
        guard let forward = desk.forward(received, because: reason, now: now) else {
          return (.kept, [])
        }
        entries = [forward]
        received.outcome = .forwarded
        received.note = reason.rawValue
      case .nothing, .unknown: break
      }
      if mail.choice != nil, understanding.hasMoreWords,
        let forward = desk.forward(received, because: .besideAnswer, now: now)
      {
        entries.append(forward)
        received.forwarded = WordsReason.besideAnswer.rawValue
      }
      if entries.isEmpty, received.outcome == .recorded { received.outcome = .noted }
      // Behind what it caused: a crash between the two lets the mail be read again.
      return (Receipt(received.outcome), entries + [.mailReceived(received)])
    }
  }
}

extension Office.Desk {
  /// The number of the person, or of the host, that a tag names.
  func number(_ id: String) -> Int32? {
    state.people.existing(id) ?? state.people.existing("host:" + id)
  }

  /// Hosts and operators have numbers of their own.
  fileprivate func isGuest(_ person: Int32) -> Bool {
    let id = state.people.name(person)
    return !id.hasPrefix("host:") && !id.hasPrefix("operators:")
  }

  /// A mail to the host with a guest's words; nil when there is nobody to send it to, no template for
  /// it, or when the host got so many in a day that somebody must be playing.
  fileprivate func forward(
    _ mail: ReceivedMail, because reason: WordsReason, now: Instant
  ) -> Entry? {
    let id = mail.event
    let language = programme.network.language
    guard let event = programme.event(id), now < event.ends.adding(seconds: 31 * 86_400),
      programme.templates.letters["\(language)/forward"] != nil,
      let host = state.people.existing("host:" + event.host.address.normalized)
    else { return nil }
    let today = state.events[id]?.occurrences.values.count {
      $0.notice?.kind == .forward && now < $0.at.adding(seconds: 86_400)
    }
    let most = reason == .unverified ? Self.mostUnverified : Self.mostForwards
    guard today ?? 0 < most else { return nil }
    return .notified(
      event: id, Notice(.forward, about: String(mail.digest, radix: 16)), people: [host])
  }

  private static let mostForwards = 20
  /// What anybody could write must not use up the room of those we know.
  private static let mostUnverified = 5

  /// False: the mail that came back is being handed over right now.
  fileprivate func bounce(
    _ mail: Understanding, _ received: inout ReceivedMail, _ entries: inout [Entry], now: Instant
  ) -> Bool {
    let address = agenda.judge.directory.person(received.person, state)?.email.normalized
    guard let bounce = Bounce(mail, of: address) else {
      received.outcome = .noted
      received.note = "it arrived; what became of it after that came back"
      return true
    }
    received.note = bounce.diagnosis
    let key = sentKey(received.event, received.step, received.person)
    switch Decide.bounce(bounce, of: key, state, now: now) {
    case .later: return false
    case .notSent:
      received.outcome = .noted
      received.note = "nothing of this sort is on its way or arrived; " + bounce.diagnosis
    case .decided(let decided, let outcome, let counted):
      entries = decided
      received.outcome = outcome
      received.failure = counted
    }
    return true
  }

  /// The tag names step and person; of several mails that followed occurrences it is the last.
  private func sentKey(_ event: String, _ step: String, _ person: Int32) -> DeliveryKey {
    let latest = state.events[event]?.occurrences.filter { key, delivery in
      key.step == step && key.person == person && delivery.state.mayHaveArrived
    }.keys.max { $0.occurrence < $1.occurrence }
    return latest ?? DeliveryKey(event: event, step: step, person: person)
  }

  fileprivate mutating func reply(
    _ choice: Choice, _ calendar: CalendarReply, _ mail: Understanding,
    _ received: inout ReceivedMail, now: Instant
  ) -> [Entry] {
    let stamp = Decide.stamp(
      sequence: calendar.sequence, dtstamp: calendar.dtstamp, of: state.events[received.event],
      now: now)
    guard Decide.isCurrent(stamp, of: received.person, to: received.event, state) else {
      received.outcome = .noted
      received.note = "older than what is known"
      return []
    }
    received.stamp = stamp
    return answer(choice, via: "calendar", mail, &received, now: now)
  }

  fileprivate mutating func answer(
    _ choice: Choice, via: String, _ mail: Understanding, _ received: inout ReceivedMail,
    now: Instant
  ) -> [Entry] {
    let (person, event) = (received.person, received.event)
    let answer = Decide.mailedAnswer(choice, via: via, of: person, to: event, state)
    switch decide(answer, of: person, to: event, now: now) {
    case .failure(let refusal):
      received.outcome = .refused
      received.note = refusal.text(event: event)
      return []
    case .success(let entries):
      received.note = choice.rawValue
      let paced = Decide.pacing(
        entries, of: person, to: event, mayConfirm: mail.mayBeAnswered, state, now: now)
      received.isAnswered = paced.isAnswered
      return paced.entries
    }
  }
}
