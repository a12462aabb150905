package import Domain
package import Inbound
import Planning
import State
package import Store

/// What became of a mail.
package enum Disposition: Sendable, Hashable {
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

extension Engine {
  /// Decides what a mail changes and records it. Nothing has happened before the ticket is durable.
  ///
  /// - Parameters:
  ///   - arrived: when it came in, which may be long before it is read.
  ///   - telling: why the host gets a mail with an answer as well.
  package func receive(
    _ mail: InboundRequest, _ understanding: ClassifiedMail, digest: UInt64,
    arrived: Instant? = nil,
    telling: ForwardReason? = nil
  ) -> (Disposition, Ticket?) {
    switch mail {
    case .unknown: return (.kept, nil)
    case .nothing: return (.ignored, nil)
    default: break
    }
    return change { current, now in
      if current.state.post.isKnown(digest) { return (.known, []) }
      guard let id = mail.person, let person = current.number(id) else { return (.kept, []) }
      // What a host or an operator writes back to us is for people to read.
      if !current.isGuest(person), !mail.isBounce { return (.kept, []) }
      var received = ReceivedMail(
        kind: mail.kind(of: understanding).rawValue, outcome: .recorded, digest: digest,
        person: person,
        event: mail.event ?? "")
      var entries: [Entry] = []
      switch mail {
      case .bounce(_, let step, _):
        received.step = step
        guard current.bounce(understanding, &received, &entries, now: now) else {
          return (.later, [])
        }
      case .complaint:
        entries = Decide.unsubscribe(person, kind: "*", via: "complaint", current.state)
        received.note = "complained about spam"
      case .unsubscribe:
        entries = Decide.unsubscribe(person, kind: "*", via: "mail", current.state)
      case .calendarReply(_, _, let choice, let calendar):
        if current.isOvertaken(arrived, &received) { break }
        entries = current.reply(choice, calendar, understanding, &received, now: now)
      case .answer(_, _, let choice):
        if current.isOvertaken(arrived, &received) { break }
        entries = current.answer(choice, via: "mail", understanding, &received, now: now)
      case .words(_, _, let reason, let detail):
        guard let forward = current.forward(received, because: reason, now: now) else {
          return (.kept, [])
        }
        entries = [forward]
        received.outcome = .forwarded
        received.note = [reason.rawValue, detail].filter { !$0.isEmpty }.joined(separator: " ")
      case .nothing, .unknown: break
      }
      if mail.choice != nil, received.outcome != .forwarded, let telling,
        let forward = current.forward(received, because: telling, now: now)
      {
        entries.append(forward)
        received.forwarded = telling.rawValue
      }
      if entries.isEmpty, received.outcome == .recorded { received.outcome = .noted }
      // Behind what it caused: a crash between the two lets the mail be read again.
      return (Disposition(received.outcome), entries + [.mailReceived(received)])
    }
  }
}

extension InboundRequest {
  /// Words that no rule can read are a reply, whatever else their mail looks like.
  fileprivate func kind(of mail: ClassifiedMail) -> ClassifiedMail.Kind {
    if mail.kind == .other, case .words = self { return .reply }
    return mail.kind
  }
}

extension EngineState {
  /// The number of the person, or of the host, that a tag names.
  func number(_ id: String) -> Int32? {
    state.people.existing(id) ?? state.people.existing("host:" + id)
  }

  /// Hosts and operators have numbers of their own.
  fileprivate func isGuest(_ person: Int32) -> Bool {
    let id = state.people.name(person)
    return !id.hasPrefix("host:") && !id.hasPrefix("operators:")
  }

  /// A mail to the host with a guest's words; nil when there is nobody to send it to, no template
  /// for it, or when the host got so many in a day that somebody must be playing.
  fileprivate func forward(
    _ mail: ReceivedMail, because reason: ForwardReason, now: Instant
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
    _ mail: ClassifiedMail, _ received: inout ReceivedMail, _ entries: inout [Entry], now: Instant
  ) -> Bool {
    let address = dueQueue.policy.directory.person(received.person, state)?.email.normalized
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
    _ choice: Choice, _ calendar: CalendarReply, _ mail: ClassifiedMail,
    _ received: inout ReceivedMail, now: Instant
  ) -> [Entry] {
    let stamp = Decide.stamp(
      sequence: calendar.sequence, dtstamp: calendar.dtstamp, of: state.events[received.event],
      now: now)
    let (person, event) = (received.person, received.event)
    guard Decide.isCurrent(stamp, choice, of: person, to: event, state) else {
      received.outcome = .noted
      received.note = "older than what is known"
      // By its stamp, and it came in later: who knows which is meant?
      let standing = state.events[event]?.seats.standings[person]?.choice
      let isOvertaken = stamp.sequence < state.events[event]?.sequence ?? 0
      guard !isOvertaken, standing != choice,
        let forward = forward(received, because: .unknownOrder, now: now)
      else { return [] }
      received.outcome = .forwarded
      received.note = ForwardReason.unknownOrder.rawValue
      return [forward]
    }
    // A decline may be stamped before the last reply; that one's copies must stay old.
    received.stamp = max(state.post.exchange(event, person).stamp ?? stamp, stamp)
    let most = programme.event(event)?.guests ?? 0
    return answer(
      choice, guests: calendar.guests <= most ? calendar.guests : 0, via: "calendar", mail,
      &received, now: now)
  }

  /// An answer that lay unread while the person answered elsewhere.
  fileprivate func isOvertaken(_ arrived: Instant?, _ received: inout ReceivedMail) -> Bool {
    guard let arrived,
      Decide.isOvertaken(arrived, of: received.person, to: received.event, state)
    else { return false }
    received.outcome = .noted
    received.note = "came in before an answer that was given elsewhere"
    return true
  }

  fileprivate mutating func answer(
    _ choice: Choice, guests: Int = 0, via: String, _ mail: ClassifiedMail,
    _ received: inout ReceivedMail, now: Instant
  ) -> [Entry] {
    let (person, event) = (received.person, received.event)
    let answer = Decide.mailedAnswer(
      choice, guests: guests, via: via, of: person, to: event, state)
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
