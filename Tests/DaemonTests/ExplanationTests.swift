import Domain
import Queries
import State
import Testing

/// What `explain` still says of p0 when the lines of the mails are gone with an old segment.
@Suite struct ExplanationTests {
  private static let answered = Sample.morning.adding(seconds: -86_400)

  private static func hour(_ number: Int64) -> Instant { answered.adding(seconds: 3600 * number) }

  /// An answer by phone when `isFirst` says so, then these mails, an hour apart.
  private func books(_ steps: [String], answer isFirst: Bool) throws -> NetworkView {
    var programme = try Sample.programme()
    for (index, name) in ["reminder", "practical"].enumerated() {
      programme.events[0].steps.append(
        Step(
          name: name, trigger: .at(.local(try Sample.local("2027-06-0\(index + 1)T09:30:00"))),
          to: .audience, until: .start, onDoubt: .next))
    }
    var state = State()
    let person = state.people.number("p0")
    if isFirst {
      state.apply(
        .occurred(event: "open", kind: .rsvp, steps: ["confirmation"], people: [person]),
        at: Self.answered)
      mail(
        DeliveryKey(event: "open", step: "confirmation", person: person, occurrence: 1),
        Self.answered.adding(seconds: 60), &state)
    }
    for (index, step) in steps.enumerated() {
      mail(
        DeliveryKey(event: "open", step: step, person: person), Self.hour(Int64(index) + 1),
        &state)
    }
    return NetworkView(programme: programme, state: state)
  }

  private func mail(_ key: DeliveryKey, _ at: Instant, _ state: inout State) {
    state.apply(.committed(key, email: "p0@b.example", messageID: "", date: at), at: at)
    state.apply(.sent(key, reply: "250 ok"), at: at)
  }

  private func moments(_ books: NetworkView) -> [String: Instant] {
    books.explain(0, "open", history: [:], now: Sample.morning)
      .filter { $0.state == "sent" }
      .reduce(into: [:]) { $0[$1.step] = $1.at ?? Instant(seconds: 0) }
  }

  @Test(
    "who an event is not for is told which part of its audience keeps them out",
    arguments: [
      ("pers", ""), ("partner and (pers or inkoper)", "pers or inkoper"),
      ("partner and not buyer", "not buyer"), (#"language = "de""#, ""),
      (#"partner and "mvo-manager""#, #""mvo-manager""#),
    ])
  func outside(_ audience: String, _ unmet: String) throws {
    var programme = try Sample.programme()
    programme.people = Roster([
      Person(
        id: "p0", email: try MailAddress("p0@b.example"), language: "nl",
        tags: ["partner", "Buyer"])
    ])
    programme.events[0].audience = try Audience(parsing: audience)
    programme.events[0].steps.append(
      Step(
        name: "reminder", trigger: .at(.local(try Sample.local("2027-06-01T09:30:00"))),
        to: .silent, until: .start, onDoubt: .next))
    let books = NetworkView(programme: programme, state: State())
    let lines = books.explain(0, "open", history: [:], now: Sample.morning)
    #expect(lines.map(\.state) == ["never", "never"])
    let more = unmet.isEmpty ? "" : ", and they do not meet '\(unmet)'"
    #expect(
      Set(lines.map(\.why)) == ["the event is not for them: its audience is '\(audience)'\(more)"])
  }

  @Test("the first mail and the last timed one have their moments, one between them has none")
  func timed() throws {
    let none = Instant(seconds: 0)
    #expect(
      moments(try books(["invitation", "reminder", "practical"], answer: false))
        == ["invitation": Self.hour(1), "reminder": none, "practical": Self.hour(3)])
    #expect(moments(try books(["invitation"], answer: false)) == ["invitation": Self.hour(1)])
  }

  @Test("a mail that followed something has the moment of what happened, and is no timed one's")
  func followed() throws {
    #expect(
      moments(try books(["invitation", "reminder"], answer: true)) == [
        "confirmation": Self.answered, "invitation": Instant(seconds: 0), "reminder": Self.hour(2),
      ])
  }
}
