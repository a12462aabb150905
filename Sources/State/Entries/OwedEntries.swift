import Domain
import JSONLines

/// Mails that are owed because something happened, those of the system among them.
enum OwedEntries {
  static let lines: [String: PersonalFields] = [
    "occurred": PersonalFields(people: ["people"]),
    "notice": PersonalFields(people: ["people"], texts: ["text"]),
  ]
}

extension EntryCodec {
  func writeOwed(_ entry: Entry, into json: inout JSONObjectWriter) -> String {
    switch entry {
    case .occurred(let event, let kind, let steps, let numbers):
      json.add("event", event)
      json.add("kind", kind.rawValue)
      json.add("steps", steps)
      json.add("people", numbers.map(people.name))
      return "occurred"
    case .notified(let event, let notice, let numbers):
      json.add("event", event)
      json.add("step", notice.kind.rawValue)
      write(notice, into: &json)
      json.add("people", numbers.map(people.name))
      return "notice"
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }

  /// Everything but the kind, which is the step.
  func write(_ notice: Notice, into json: inout JSONObjectWriter) {
    if !notice.about.isEmpty { json.add("about", notice.about) }
    if !notice.text.isEmpty { json.add("text", notice.text) }
    if let from = notice.from { json.add("from", from.milliseconds) }
    if let until = notice.until { json.add("until", until.milliseconds) }
    if notice.count != 0 { json.add("count", notice.count) }
  }
}

extension State {
  mutating func owed(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    if reader.type == "notice" {
      return .notified(
        event: try reader.string("event"), try reader.notice(),
        people: try reader.strings("people").map { people.number($0) })
    }
    guard let kind = Step.Occurrence(rawValue: try reader.string("kind")) else {
      throw reader.lacks("kind")
    }
    return .occurred(
      event: try reader.string("event"), kind: kind, steps: try reader.strings("steps"),
      people: try reader.strings("people").map { people.number($0) })
  }

  mutating func applyOwed(_ entry: Entry, at: Instant) {
    switch entry {
    case .occurred(let event, let kind, let steps, let people):
      occurred(event, kind: kind, steps: steps, people: people, at: at)
    case .notified(let event, let notice, let people):
      occurred(
        event, kind: .notice, steps: [notice.kind.rawValue], people: people, notice: notice, at: at)
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }

  private mutating func occurred(
    _ event: String, kind: Step.Occurrence, steps: [String], people: [Int32],
    notice: Notice? = nil, at: Instant
  ) {
    var record = events.removeValue(forKey: event) ?? EventRecord()
    for person in people {
      let number = record.occurrenceCounts[kind]?[person, default: 0] ?? 0
      record.occurrenceCounts[kind, default: [:]][person] = number + 1
      for step in steps {
        let key = DeliveryKey(event: event, step: step, person: person, occurrence: number + 1)
        record.occurrences[key] = OccurrenceDelivery(
          kind: kind, at: at, sequence: record.sequence, notice: notice)
        record.owed.append(key)
      }
    }
    events[event] = record
  }
}
