import Domain
import Letters
import Planning
import State

extension LetterRequest {
  /// What a mail of the system itself is made of; nil when it concerns nobody any more.
  init?(
    _ key: DeliveryKey, _ notice: Notice, _ delivery: OccurrenceDelivery, _ policy: DeliveryPolicy,
    _ state: borrowing State, now: Instant
  ) {
    guard var person = policy.directory.person(key.person, state) else { return nil }
    let event = policy.programme.event(key.event)
    if key.event != Notice.noEvent, event == nil { return nil }
    if notice.kind == .note {
      if let language = state.languages[key.person] { person.language = language }
    } else {
      person = Self.staff(person, event, policy.programme)
    }
    let record = state.events[key.event]
    guard let mail = Self.mail(notice, delivery, event, policy, state) else { return nil }
    self.init(
      kind: .system(mail), event: event,
      person: person,
      answer: record?.seats.standings[key.person].map {
        Answer(choice: $0.choice, guests: $0.guests, questions: record?.words[key.person] ?? [:])
      },
      seat: Self.seat(key.person, record?.seats), sequence: delivery.sequence,
      occurrence: Int(key.occurrence), instant: delivery.attempt?.date ?? now)
    deskGeneration = record?.deskGeneration ?? 0
  }

  /// A host, for whom the address stands for the id, or the operators; in the language the roster
  /// has for their address.
  private static func staff(_ person: Person, _ event: Event?, _ programme: Programme) -> Person {
    var staff = person
    if let event { staff.id = event.host.address.normalized }
    if let index = programme.people.index(ofAddress: person.email) {
      staff.language = programme.people[index].language
    }
    return staff
  }

  private static func mail(
    _ notice: Notice, _ delivery: OccurrenceDelivery, _ event: Event?, _ policy: DeliveryPolicy,
    _ state: State
  ) -> SystemMail? {
    switch notice.kind {
    case .desk: .desk
    case .alert: .alert(notice.text, trouble: notice.about)
    case .note: .note(notice.text)
    case .forward: forward(notice, policy, state)
    case .preview:
      .preview(
        SystemMail.Preview(
          step: notice.about, at: notice.until ?? delivery.at, people: notice.count,
          needsRelease: policy.waitsForRelease(
            event?.id ?? "", notice.about, people: notice.count, state),
          shortage: notice.about == Decide.quorumStep ? shortage(event, state) : nil))
    case .digest: .digest(digest(notice, delivery, event, policy, state))
    }
  }

  /// The mail itself is not in the state: whoever sends the letter puts it in. Nil when its writer
  /// was forgotten.
  private static func forward(
    _ notice: Notice, _ policy: DeliveryPolicy, _ state: State
  ) -> SystemMail? {
    guard let digest = UInt64(notice.about, radix: 16), let forward = state.post.forwards[digest],
      let person = policy.directory.person(forward.about.person, state)
    else { return nil }
    return .forward(SystemMail.Forward(person: person, reason: forward.why, digest: digest))
  }

  private static func shortage(_ event: Event?, _ state: State) -> SystemMail.Shortage? {
    event.map {
      SystemMail.Shortage(
        seated: state.events[$0.id]?.seats.organisationsSeated ?? 0, needed: $0.quorum)
    }
  }

  /// Lines that a digest shows at most.
  private static let mostLines = 40

  /// How answers and seats stand, and what happened to them while the digest tells of.
  private static func digest(
    _ notice: Notice, _ delivery: OccurrenceDelivery, _ event: Event?, _ policy: DeliveryPolicy,
    _ state: State
  ) -> SystemMail.Digest {
    let record = event.flatMap { state.events[$0.id] } ?? EventRecord()
    let from = notice.from ?? .distantPast
    let until = notice.until ?? delivery.at
    var latest: [Int32: (what: String, at: Instant)] = [:]
    func note(_ person: Int32, _ what: String, _ at: Instant) {
      guard at > from, at <= until, latest[person].map({ at > $0.at }) ?? true else { return }
      latest[person] = (what, at)
    }
    for (person, standing) in record.seats.standings {
      let isWaiting = standing.choice == .yes && standing.state.seat == .waiting
      note(person, isWaiting ? "digest.waiting" : "answer.\(standing.choice)", standing.at)
    }
    for (key, owed) in record.occurrences where owed.kind == .offered || owed.kind == .promoted {
      note(key.person, "digest.\(owed.kind)", owed.at)
    }
    let lines = latest.sorted { ($0.value.at, $0.key) < ($1.value.at, $1.key) }.map {
      number, line in
      let person = policy.directory.person(number, state)
      let name = person.map { $0.name.isEmpty ? $0.email.text : $0.name } ?? ""
      let organisation = person?.organisation ?? ""
      return SystemMail.Digest.Line(
        who: organisation.isEmpty ? name : "\(name) (\(organisation))", what: line.what,
        at: line.at)
    }
    let choices = record.seats.standings.values.map(\.choice)
    return SystemMail.Digest(
      yes: record.seats.standings.values.count { $0.state == .seated },
      no: choices.count { $0 == .no },
      maybe: choices.count { $0 == .maybe }, waiting: record.seats.waitingCount,
      lines: Array(lines.suffix(mostLines)), more: max(0, lines.count - mostLines),
      goesAhead: notice.about == Decide.goAhead)
  }
}
