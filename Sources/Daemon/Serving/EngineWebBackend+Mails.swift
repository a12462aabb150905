import Domain
import Letters
import Planning
import Queries
import State
import Web

extension EngineWebBackend {
  private static let mailDays: Int64 = 31
  private static let mostMails = 20

  /// What guests wrote that went to the host, as long as no later answer of theirs has overtaken
  /// it.
  func mails(
    _ event: Event, _ books: NetworkView, _ words: Dates, _ language: String, now: Instant
  ) -> [HostDeskPage.Mail] {
    guard let record = books.state.events[event.id] else { return [] }
    let waiting = record.occurrences.values.compactMap { delivery in
      forward(delivery, record, books.state, since: now.adding(seconds: -Self.mailDays * 86_400))
    }
    let phrases = books.programme.templates.words[language] ?? [:]
    let newest = waiting.sorted { ($1.at, $1.about.person) < ($0.at, $0.about.person) }
    return newest.prefix(Self.mostMails).compactMap { mail in
      guard let person = books.person(mail.about.person) else { return nil }
      return HostDeskPage.Mail(
        name: person.name.isEmpty ? person.email.text : person.name,
        at: words.moment(mail.at, in: event.facts.zone, now: now),
        why: SystemMail.Forward.text(mail.why) { phrases[$0] ?? "" },
        token: token(.rsvp, event: event.id, person: person.id))
    }
  }

  private func forward(
    _ delivery: OccurrenceDelivery, _ record: EventRecord, _ state: State, since: Instant
  ) -> (about: InboundHistory.About, at: Instant, why: String)? {
    guard let notice = delivery.notice, notice.kind == .forward, delivery.at > since,
      let digest = UInt64(notice.about, radix: 16), let forward = state.post.forwards[digest]
    else { return nil }
    if let answer = record.seats.answer(of: forward.about.person), answer.at > delivery.at {
      return nil
    }
    return (forward.about, delivery.at, forward.why)
  }
}
