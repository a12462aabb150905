import Domain
import State
import Testing

@Suite("Answers that come by mail")
struct MailedAnswerTests {
  private static let now = Instant(seconds: 1_800_000_000)

  private static func state(
    via: String = "link", sequence: Int = 0, choice: SeatPlace? = nil, guests: Int = 0
  ) -> State {
    var state = State()
    _ = state.people.number("p0")
    state.events["open"] = EventRecord()
    state.events["open"]?.sequence = sequence
    if let choice {
      let standing = SeatStanding(organisation: -1, guests: guests, place: choice, at: now)
      state.apply(
        .answered(
          event: "open", fact: SeatFact(cause: .answered, person: 0, standing: standing),
          words: [:], via: via), at: now)
    }
    return state
  }

  private static func stamp(_ sequence: Int, _ seconds: Int64) -> ReplyStamp {
    ReplyStamp(sequence: sequence, dtstamp: now.adding(seconds: seconds))
  }

  private static func isCurrent(_ stamp: ReplyStamp, _ state: State) -> Bool {
    // A decline that comes in later counts, whatever stands on it.
    Decide.isCurrent(stamp, .no, of: 0, to: "open", state)
      && Decide.isCurrent(stamp, .yes, of: 0, to: "open", state)
  }

  @Test("A decline counts whatever its stamps; mail of before an answer elsewhere is older than it")
  func decline() {
    let state = Self.state(sequence: 2, choice: .seated)
    #expect(Decide.isCurrent(Self.stamp(0, -9000), .no, of: 0, to: "open", state))
    #expect(Decide.isOvertaken(Self.now.adding(seconds: -1), of: 0, to: "open", state))
    #expect(!Decide.isOvertaken(Self.now, of: 0, to: "open", state))
    for via in ["mail", "calendar"] {
      let state = Self.state(via: via, choice: .seated)
      #expect(!Decide.isOvertaken(Self.now.adding(seconds: -1), of: 0, to: "open", state))
    }
  }

  @Test("Guests that a calendar announces count")
  func announced() {
    let state = Self.state(choice: .seated, guests: 2)
    func guests(_ choice: Choice, _ announced: Int) -> Int {
      Decide.mailedAnswer(
        choice, guests: announced, via: "calendar", of: 0, to: "open", state
      ).guests
    }
    #expect(guests(.yes, 1) == 1)
    #expect(guests(.yes, 0) == 2)
    #expect(guests(.no, 3) == 0)
  }

  @Test("A reply to an older revision loses, one to the current revision counts")
  func revision() {
    let state = Self.state(sequence: 2)
    #expect(!Self.isCurrent(Self.stamp(1, 1000), state))
    #expect(Self.isCurrent(Self.stamp(2, 0), state))
  }

  @Test(
    "Of two replies the newer one counts, in whichever order they come",
    arguments: [(0, 0, false), (0, -1, false), (0, 1, true), (1, -9000, true)])
  func order(sequence: Int, seconds: Int64, counts: Bool) {
    var state = Self.state()
    state.apply(
      .mailReceived(
        ReceivedMail(
          kind: "reply", outcome: .recorded, digest: 1, person: 0, event: "open",
          stamp: Self.stamp(0, 0))), at: Self.now)
    #expect(Self.isCurrent(Self.stamp(sequence, seconds), state) == counts)
  }

  @Test("An answer on the page outlives a reply that was written before it, clocks aside")
  func page() {
    let state = Self.state(choice: .declined)
    #expect(!Self.isCurrent(Self.stamp(0, -301), state))
    #expect(Self.isCurrent(Self.stamp(0, -299), state))
    // The moment of a calendar's answer is when it came, not when it was written.
    #expect(Self.isCurrent(Self.stamp(0, -301), Self.state(via: "calendar", choice: .declined)))
  }

  @Test("Neither a clock that runs ahead nor a raised SEQUENCE shuts out what comes later")
  func clock() {
    let event = Self.state(sequence: 1).events["open"]
    func stamp(_ sequence: Int, _ dtstamp: Instant?) -> ReplyStamp {
      Decide.stamp(sequence: sequence, dtstamp: dtstamp, of: event, now: Self.now)
    }
    #expect(stamp(1, Self.now.adding(seconds: 999_999)) == Self.stamp(1, 300))
    #expect(stamp(0, nil) == Self.stamp(0, 0))
    #expect(stamp(7, Self.now) == Self.stamp(1, 0))
  }

  @Test("A calendar's yes keeps the guests that were announced on the page, a no keeps none")
  func guests() {
    let state = Self.state(choice: .seated, guests: 2)
    func answer(_ choice: Choice) -> Answer {
      Decide.mailedAnswer(choice, via: "calendar", of: 0, to: "open", state)
    }
    #expect(answer(.yes) == Answer(choice: .yes, guests: 2, via: "calendar"))
    #expect(answer(.no) == Answer(choice: .no, via: "calendar"))
    let fresh = Decide.mailedAnswer(.yes, via: "mail", of: 0, to: "open", Self.state())
    #expect(fresh == Answer(choice: .yes, via: "mail"))
  }

  private static func answered(_ place: SeatPlace, _ kind: Step.Occurrence) -> [Entry] {
    [
      .answered(
        event: "open",
        fact: SeatFact(
          cause: .answered, person: 0,
          standing: SeatStanding(organisation: -1, guests: 0, place: place, at: now)),
        words: [:], via: "mail"),
      .occurred(event: "open", kind: kind, steps: ["s"], people: [0]),
      .occurred(event: "open", kind: .offered, steps: ["offered"], people: [0]),
    ]
  }

  private static func told(_ state: State) -> State {
    var state = state
    state.apply(
      .mailReceived(
        ReceivedMail(
          kind: "answer", outcome: .recorded, digest: 1, person: 0, event: "open",
          isAnswered: true)), at: now)
    return state
  }

  @Test(
    "Our own mail answers once a week and never a machine; who must wait is always told",
    arguments: [
      (false, 0, true, SeatPlace.seated, true), (false, 0, false, .seated, false),
      (true, 604_799, true, .seated, false), (true, 604_800, true, .seated, true),
      (true, 1, false, .waiting(turn: 1), true),
    ])
  func pacing(
    wasTold: Bool, later: Int64, mayConfirm: Bool, place: SeatPlace, isConfirmed: Bool
  ) {
    let isWaiting = place != .seated
    let entries = Self.answered(place, isWaiting ? .waiting : .rsvp)
    let paced = Decide.pacing(
      entries, of: 0, to: "open", mayConfirm: mayConfirm,
      wasTold ? Self.told(Self.state()) : Self.state(), now: Self.now.adding(seconds: later))
    #expect(paced.isAnswered == isConfirmed)
    // The seat itself, and what others are told, is never held back.
    #expect(paced.entries == (isConfirmed ? entries : [entries[0], entries[2]]))
  }

  @Test("The week's one answer is the person's, whatever event the next mail is about")
  func otherEvent() throws {
    let told = Self.told(Self.state())
    func isAnswered(_ person: Int32) -> Bool {
      Decide.pacing(
        Self.answered(.seated, .rsvp), of: person, to: "other", mayConfirm: true, told,
        now: Self.now
      ).isAnswered
    }
    #expect(!isAnswered(0))
    var erased = told
    erased.post = InboundHistory()
    #expect(
      Decide.pacing(
        Self.answered(.seated, .rsvp), of: 0, to: "other", mayConfirm: true, erased, now: Self.now
      ).isAnswered)
  }
}
