import Domain
import Letters
import State
import Synchronization
import Web

/// What all pages of one event say in one language: made once for a programme, not once a visit.
final class EventPageTexts: Sendable {
  /// Moments as the pages say them in one year, by the minute: many answers came in the same one.
  private struct Moments: Sendable {
    var year = 0
    var texts: [Int64: String] = [:]
    var deadlines: [Int64: String] = [:]
  }

  let event: Event
  let gathering: EventPageContent
  let dates: Dates
  private let moments = Mutex(Moments())
  let rules: SeatRules

  init(_ event: Event, _ language: String, _ programme: Programme, _ composer: Composer) {
    self.event = event
    rules = Decide.seatRules(event)
    dates = composer.dates(language)
    let zone = event.facts.zone
    let fallback = programme.network.language
    gathering = EventPageContent(
      .init(
        language: language,
        event: EventSummary(
          title: event.title.text(language, fallback: fallback),
          when: composer.dates(language).when(event.facts.starts, event.facts.ends),
          zone: zone == programme.network.zone ? nil : zone.name,
          venueName: event.facts.venue.name, venueAddress: event.facts.venue.address,
          online: event.facts.venue.online, hostName: event.host.name,
          hostEmail: event.host.address.text),
        aboutHTML: composer.html(markdown: event.about.text(language, fallback: fallback)),
        guestsAllowed: event.guests,
        questions: event.questions.map { question in
          AskedQuestion(
            id: question.id, text: question.ask.text(language, fallback: fallback),
            kind: question.kind, options: question.options,
            required: question.required)
        }))
  }

  /// A moment in the event's zone, as `Dates.moment`.
  func moment(_ instant: Instant, now: Instant) -> String {
    remembered(instant, now: now, \.texts) { dates.moment(instant, in: $0, now: now) }
  }

  /// Until when an answer is expected; nil when that is the start, or past.
  func deadline(now: Instant) -> String? {
    guard event.answerBy < event.starts, now < event.answerBy else { return nil }
    return remembered(event.answerBy, now: now, \.deadlines) {
      dates.deadline(event.answerBy, in: $0, now: now)
    }
  }

  private func remembered(
    _ instant: Instant, now: Instant, _ table: WritableKeyPath<Moments, [Int64: String]>,
    _ make: (Zone) -> String
  ) -> String {
    let zone = event.facts.zone
    let year = zone.local(now).year
    let minute = instant.seconds / 60
    let known = moments.withLock { $0.year == year ? $0[keyPath: table][minute] : nil }
    if let known { return known }
    let text = make(zone)
    moments.withLock { moments in
      if moments.year != year || moments.texts.count >= 4096 { moments = Moments(year: year) }
      moments[keyPath: table][minute] = text
    }
    return text
  }

  /// What somebody wrote, by the questions that are still asked.
  func written(_ words: [String: String]) -> [String: [String]] {
    if words.isEmpty { return [:] }
    var written: [String: [String]] = [:]
    for question in event.questions {
      guard let answer = words[question.id] else { continue }
      written[question.id] =
        question.kind == .multi
        ? answer.split(separator: ";").map { String($0.drop { $0 == " " }) } : [answer]
    }
    return written
  }
}
