import Domain
import State
import Testing

/// The quorum, decided at `answer_by`: the table of docs/rsvp.md.
@Suite struct QuorumTests {
  static let host: Int32 = 90
  private let day: Int64 = 86_400

  /// Two organisations are needed; answers are due on 14 June, the event is on 17 June, 14:00 UTC.
  private func event() throws -> Event {
    var event = try ProgrammeSample.event("open")
    event.quorum = 2
    event.answerBy = Zone.utc.instant(try local("2027-06-14T00:00:00"))
    return event
  }

  private func record(
    seated: Int, warned at: Instant? = nil, _ outcome: DeliveryState = .sent
  )
    throws -> EventRecord
  {
    var state = State()
    let event = try event()
    state.apply(.eventAccepted(event: "open", facts: RecordedFacts(event.facts)), at: .distantPast)
    for person in 0..<Int32(seated) {
      let standing = SeatStanding(
        organisation: person, guests: 0, place: .seated, at: Instant(seconds: 1))
      state.apply(
        .answered(
          event: "open", fact: SeatFact(cause: .answered, person: person, standing: standing),
          words: [:], via: "link"), at: Instant(seconds: 1))
    }
    if let at {
      let entries = Decide.quorum(
        event, state.events["open"] ?? EventRecord(), host: Self.host, isHeld: false, now: at)
      for entry in entries { state.apply(entry, at: at) }
      let key = try #require(state.record("open")?.owed.first { $0.person == Self.host })
      state.apply(.committed(key, email: "", messageID: "", date: at), at: at)
      if outcome == .sent { state.apply(.sent(key, reply: ""), at: at) }
      if outcome == .failed { state.apply(.failed(key, reply: "550"), at: at) }
    }
    return try #require(state.record("open"))
  }

  private func decided(_ record: EventRecord, at: Instant, isHeld: Bool = false) throws -> [String]
  {
    Decide.quorum(try event(), record, host: Self.host, isHeld: isHeld, now: at).map { entry in
      switch entry {
      case .notified(_, let notice, _): "\(notice.kind) \(notice.about)"
      case .calledOff: "called off"
      case .eventRevised(_, let sequence, let facts):
        "revised \(sequence) \(facts.cancelled)"
      case .occurred(_, let kind, _, let people): "\(kind) \(people)"
      default: "\(entry)"
      }
    }
  }

  @Test("a day before answer_by, not earlier, a host whose event is short is warned, once")
  func warned() throws {
    let answerBy = try event().answerBy
    let short = try record(seated: 1)
    #expect(try decided(short, at: answerBy.adding(seconds: -day - 1)) == [])
    #expect(try decided(short, at: answerBy.adding(seconds: -day)) == ["preview cancelled"])
    let warned = try record(seated: 1, warned: answerBy.adding(seconds: -day))
    #expect(try decided(warned, at: answerBy.adding(seconds: -1)) == [])
  }

  @Test("short at answer_by: called off at once, and those told who were mailed or answered")
  func calledOff() throws {
    let answerBy = try event().answerBy
    let warned = try record(seated: 1, warned: answerBy.adding(seconds: -day))
    #expect(
      try decided(warned, at: answerBy) == ["called off", "revised 1 true", "cancelled [0]"])
    #expect(try decided(warned, at: answerBy, isHeld: true) == [])
  }

  @Test("never before the host was told for a day, and never when the host was not told")
  func neverUntold() throws {
    let answerBy = try event().answerBy
    let late = answerBy.adding(seconds: -3600)
    let warned = try record(seated: 1, warned: late)
    #expect(try decided(warned, at: answerBy) == [])
    #expect(try decided(warned, at: late.adding(seconds: day)).first == "called off")
    let moments = Decide.quorumMoments(try event(), warned, host: Self.host)
    #expect(moments.contains(late.adding(seconds: day)))
    let untold = try record(seated: 1, warned: answerBy.adding(seconds: -day), .failed)
    #expect(try decided(untold, at: answerBy.adding(seconds: day)) == [])
  }

  @Test("reached: the host is told to go ahead, once, and nobody else")
  func goesAhead() throws {
    let answerBy = try event().answerBy
    var enough = try record(seated: 2)
    #expect(try decided(enough, at: answerBy.adding(seconds: -1)) == [])
    #expect(try decided(enough, at: answerBy) == ["digest go-ahead"])
    var state = State()
    state.events["open"] = enough
    state.apply(
      .notified(event: "open", Notice(.digest, about: "go-ahead"), people: [Self.host]),
      at: answerBy)
    enough = try #require(state.record("open"))
    #expect(try decided(enough, at: answerBy.adding(seconds: 60)) == [])
  }

  @Test("not after the start, not without a quorum, not for what is cancelled already")
  func others() throws {
    var event = try event()
    let warned = try record(seated: 1, warned: event.answerBy.adding(seconds: -day))
    #expect(try decided(warned, at: event.starts) == [])
    event.quorum = 0
    #expect(
      Decide.quorum(event, warned, host: Self.host, isHeld: false, now: event.answerBy).isEmpty)
    event.quorum = 2
    event.facts.cancelled = true
    #expect(
      Decide.quorum(event, warned, host: Self.host, isHeld: false, now: event.answerBy).isEmpty)
  }

  @Test("what was called off is cancelled in the programme until the quorum is lowered")
  func overlay() throws {
    var state = State()
    let event = try event()
    let programme = try ProgrammeSample(events: [event]).programme()
    state.events["open"] = try record(seated: 1)
    #expect(!Decide.calledOff(programme, state).events[0].facts.cancelled)
    state.apply(.calledOff(event: "open"), at: event.answerBy)
    #expect(Decide.calledOff(programme, state).events[0].facts.cancelled)
    var lower = programme
    lower.events[0].quorum = 1
    #expect(!Decide.calledOff(lower, state).events[0].facts.cancelled)
  }
}
