import Domain
import Planning
import State
import Testing

/// One event on Thursday 17 June 2027, 14:00–17:30, with people, settings and a past.
///
/// Everything is in UTC; mail leaves on weekdays from 08:30 to 18:00 unless told otherwise.
struct Scene {
  var state = State()
  let programme: Programme
  let policy: DeliveryPolicy

  static let eventID = "open"
  static let starts = "2027-06-17T14:00:00"

  init(
    people: Int = 3, _ steps: [Step],
    configure: (inout Programme, inout Event) throws -> Void = { _, _ in }
  ) throws {
    let facts = EventFacts(
      starts: try local(Self.starts), ends: try local("2027-06-17T17:30:00"), zone: .utc)
    var event = Event(
      id: Self.eventID, kind: "openspace", title: LocalizedText("Open"), facts: facts,
      host: Mailbox(name: "Sanne", address: try MailAddress("sanne@mvo.example")),
      audience: try Audience(parsing: "partner"), answerBy: facts.startInstant, steps: steps)
    let roster = try (0..<people).map { number in
      Person(
        id: "p\(number)", email: try MailAddress("p\(number)@b.example"), tags: ["partner"])
    }
    var programme = try Self.programme(Roster(roster))
    try configure(&programme, &event)
    programme.events = [event]
    try self.init(programme)
  }

  init(_ programme: Programme, state: State = State()) throws {
    self.programme = programme
    self.state = state
    var names = state.people
    policy = DeliveryPolicy(programme, numbering: &names)
    self.state.people = names
  }

  static func programme(_ people: Roster) throws -> Programme {
    let address = try MailAddress("network@mvo.example")
    let none = SourceText(path: "", text: "")
    let hours = try #require(
      SendingHours(days: Set(1...5), fromMinute: 510, toMinute: 1080, zone: .utc))
    return Programme(
      network: Network(name: "MVO", zone: .utc, language: "nl", address: "Utrecht"),
      mail: MailSettings(from: Mailbox(name: "MVO", address: address), bounces: address),
      smtp: SMTPSettings(host: "127.0.0.1", port: 25), web: WebSettings(url: "http://127.0.0.1"),
      send: SendSettings(hours: hours, minGap: .days(3), confirmOver: 0, settle: .minutes(10)),
      people: people, playbooks: [:], events: [],
      templates: TemplateSet(
        layoutHTML: none, layoutText: none, letters: [:], web: [:], words: [:]),
      fingerprint: "1")
  }

  var schedule: EventSchedule { policy.schedules[0] }
  var host: Int32 { schedule.host }

  /// What becomes of a timed step, in one line.
  func fate(_ step: String, _ person: Int32 = 0, at: String) throws -> String {
    let index = try #require(schedule.timed.firstIndex { $0.step.name == step })
    return Self.text(policy.verdict(schedule, index, person, state, now: try utc(at)))
  }

  static func text(_ verdict: DeliveryDecision) -> String {
    switch verdict {
    case .due: "due"
    case .waiting(let until, let why): "waiting until \(Zone.utc.local(until)): \(why)"
    case .done(let state): "done: \(state)"
    case .held, .missed, .never: "\(verdict.word): \(verdict.why)"
    }
  }

  /// The step was handed over, and came to `outcome`.
  mutating func mail(
    _ step: String, _ person: Int32 = 0, at: String, _ outcome: DeliveryState = .sent
  ) throws {
    let key = DeliveryKey(event: Self.eventID, step: step, person: person)
    let at = try utc(at)
    state.apply(.committed(key, email: "", messageID: "", date: at), at: at)
    switch outcome {
    case .sent: state.apply(.sent(key, reply: "250"), at: at)
    case .doubt: state.apply(.doubt(key, reply: "died"), at: at)
    case .failed: state.apply(.failed(key, reply: "550"), at: at)
    case .deferred:
      state.apply(
        .deferred(key, date: at, count: 1, next: at.adding(seconds: 300), reply: "451"), at: at)
    default: break
    }
  }

  mutating func answer(_ place: SeatPlace, _ person: Int32 = 0, at: String) throws {
    let at = try utc(at)
    let standing = SeatStanding(organisation: -1, guests: 0, place: place, at: at)
    state.apply(
      .answered(
        event: Self.eventID, fact: SeatFact(cause: .answered, person: person, standing: standing),
        words: [:], via: "link"), at: at)
  }

  mutating func happens(_ kind: Step.Occurrence, _ step: String, at: String) throws {
    state.apply(
      .occurred(event: Self.eventID, kind: kind, steps: [step], people: [0]), at: try utc(at))
  }
}

func local(_ text: String) throws -> LocalDateTime {
  try #require(LocalDateTime(parsing: text), "\(text)")
}

/// An instant from `2027-06-17T14:00:00`, in UTC.
func utc(_ text: String) throws -> Instant { Zone.utc.instant(try local(text)) }

/// A timed step; without `until`, the default of the contract for its recipients before the event.
func step(
  _ name: String, _ to: Step.Recipients, _ at: String, until: Step.Until? = nil
) throws -> Step {
  Step(
    name: name, trigger: .at(.local(try local(at))), to: to,
    until: until ?? (to == .audience || to == .silent ? .answerBy : .start), onDoubt: .next)
}

func step(_ name: String, on kind: Step.Occurrence) -> Step {
  Step(name: name, trigger: .on(kind), to: .person, until: .start, onDoubt: .resend)
}
