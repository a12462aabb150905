import Domain
import Planning
import State

/// A large network with a full year: audiences of a quarter of the people up to all of them.
enum PlanSample {
  static let spring = Zone.utc.instant(LocalDateTime(dayNumber: 20_879, hour: 7))

  private static let audiences = [
    "everyone", "even", "not even", "even and third", "third or fifth",
    "even and not (third or fifth)", "city = \"Utrecht\"", "fifth",
  ]
  private static let tags = [(2, "even"), (3, "third"), (5, "fifth")]

  static func programme(people: Int, events: Int) throws -> Programme {
    let address = try MailAddress("network@network.example")
    let none = SourceText(path: "", text: "")
    let roster = try (0..<people).map { number in
      Person(
        id: "\(number)", email: try MailAddress("partner\(number)@company.example"),
        name: "Partner \(number)", organisation: "Company \(number / 3)",
        tags: tags.filter { number % $0.0 == 0 }.map(\.1),
        fields: ["city": number % 4 == 0 ? "Utrecht" : "Elders"])
    }
    guard
      let hours = SendingHours(days: Set(1...5), fromMinute: 510, toMinute: 1080, zone: .utc)
    else { preconditionFailure("hours that are never open") }
    return Programme(
      network: Network(name: "Network", zone: .utc, language: "nl", address: "Utrecht"),
      mail: MailSettings(from: Mailbox(name: "Network", address: address), bounces: address),
      smtp: SMTPSettings(host: "127.0.0.1", port: 25), web: WebSettings(url: "http://127.0.0.1"),
      send: SendSettings(hours: hours, minGap: .days(3), settle: .minutes(10)),
      people: Roster(roster), playbooks: [:], events: try (0..<events).map(event),
      templates: TemplateSet(
        layoutHTML: none, layoutText: none, letters: [:], web: [:], words: [:]),
      fingerprint: "1")
  }

  private static func event(_ number: Int) throws -> Event {
    let starts = LocalDateTime(dayNumber: 20_900 + number * 3, hour: 14)
    let facts = EventFacts(
      starts: starts, ends: LocalDateTime(dayNumber: starts.dayNumber, hour: 17), zone: .utc)
    return Event(
      id: "event-\(number)", kind: "gathering", title: LocalizedText("Event \(number)"),
      facts: facts,
      host: Mailbox(name: "Host", address: try MailAddress("host\(number % 9)@network.example")),
      audience: try Audience(parsing: audiences[number % audiences.count]),
      answerBy: facts.startInstant,
      steps: [
        try step("save-the-date", .audience, "-10w"), try step("invitation", .audience, "-6w"),
        try step("reminder", .silent, "-2w"), try step("practical", .attending, "-2d"),
        try step("thanks", .attending, "+1d"),
      ])
  }

  private static func step(_ name: String, _ to: Step.Recipients, _ at: String) throws -> Step {
    Step(
      name: name, trigger: .at(try Moment(parsing: at)), to: to,
      until: to == .audience || to == .silent ? .answerBy : .start, onDoubt: .next)
  }

  /// Everybody has the invitation, some 300 of them each second, and one in twenty has answered.
  static func invite(_ schedule: EventSchedule, _ state: inout State) {
    var count: Int64 = 0
    for person in schedule.audience {
      let at = spring.adding(seconds: -4 * 86_400 + count / 300)
      count += 1
      let key = DeliveryKey(event: schedule.event.id, step: "invitation", person: person)
      state.apply(.committed(key, email: "", messageID: "", date: at), at: at)
      state.apply(.sent(key, reply: ""), at: at)
      guard count % 20 == 0 else { continue }
      let standing = SeatStanding(organisation: -1, guests: 0, place: .seated, at: at)
      state.apply(
        .seat(
          event: schedule.event.id,
          fact: SeatFact(cause: .answered, person: person, standing: standing)), at: at)
    }
  }
}
