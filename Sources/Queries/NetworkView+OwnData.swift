import Domain
package import JSONLines
import Planning
import State

extension NetworkView {
  /// What counts about a person now, as JSON: roster, choices, answers, deliveries.
  package func ownData(_ number: Int32) -> [UInt8] { ownDataWriter(number).finish() }

  /// As `ownData`, for whoever adds more.
  package func ownDataWriter(_ number: Int32) -> JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("person", state.people.name(number))
    let names = state.people.allNames(number)
    if names.count > 1 { json.add("ids", names) }
    let addresses = state.givenUp.filter { $0.value.person == number }.keys.sorted()
    if !addresses.isEmpty { json.add("former_addresses", addresses) }
    if let person = person(number) {
      json.add("email", person.email.text)
      json.add("name", person.name)
      json.add("organisation", person.organisation)
      json.add("language", state.languages[number] ?? person.language)
      json.add("tags", person.tags)
      json.add(
        "fields", object: person.fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
    json.add("unsubscribed", (state.unsubscribed[number] ?? []).sorted())
    json.add("suppressed", ifPresent: state.suppressed[number])
    json.add("suspected_at", ifPresent: state.suspected[number]?.rfc3339)
    json.add("bounced_softly_at", (state.post.soft[number] ?? []).map(\.rfc3339))
    json.add("mailbox_off_at", ifPresent: state.post.suspended[number]?.rfc3339)
    let events = state.events.sorted { $0.key < $1.key }
    json.add("events", raw: JSONObjectWriter.array(events.compactMap { event($0, $1, number) }))
    return json
  }

  private func event(_ id: String, _ record: EventRecord, _ number: Int32) -> JSONObjectWriter? {
    let standing = record.seats.standings[number]
    let deliveries = record.steps.compactMap { name, ledger in
      ledger[number] == .open ? nil : (name, DeliveryDecision.done(ledger[number]).word)
    }
    let owed = record.occurrences.filter { $0.key.person == number }
      .map { ("\($0.key.step) \($0.key.occurrence)", DeliveryDecision.done($0.value.state).word) }
    let colleague = record.colleagues[number]
    if standing == nil, deliveries.isEmpty, owed.isEmpty, colleague == nil { return nil }
    var json = JSONObjectWriter()
    json.add("event", id)
    if let colleague {
      json.add("brought_in_at", colleague.at.rfc3339)
      json.add("brought_in_by", ifPresent: colleague.by.flatMap { person($0)?.name })
    }
    if let standing {
      json.add("answer", standing.choice.rawValue)
      json.add("seat", standing.state.seat.rawValue)
      json.add("guests", standing.guests)
      json.add("at", standing.at.rfc3339)
      json.add("via", ifPresent: record.via[number])
      let earlier = (record.history[number] ?? []).map { past in
        var json = JSONObjectWriter()
        json.add("answer", past.standing.choice.rawValue)
        json.add("guests", past.standing.guests)
        json.add("at", past.standing.at.rfc3339)
        json.add("via", past.via)
        return json.finish()
      }
      if !earlier.isEmpty { json.add("earlier", rawList: earlier) }
      let words = (record.words[number] ?? [:]).sorted { $0.key < $1.key }
      json.add("answers", object: words.map { ($0.key, $0.value) })
    }
    json.add("first_mail_at", ifPresent: record.firstMail(to: number)?.rfc3339)
    json.add("last_timed_mail_at", ifPresent: record.lastTimedMail(to: number)?.rfc3339)
    json.add("deliveries", object: (deliveries + owed).sorted { $0.0 < $1.0 }.map { ($0.0, $0.1) })
    return json
  }
}
