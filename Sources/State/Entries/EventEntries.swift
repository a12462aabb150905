import Domain
import JSONLines

/// The programme and its events: what is in force, and what became of it.
enum EventEntries {
  static let lines: [String: PersonalFields] = [
    "programme.accepted": .none, "rehearsal": .none,
    "event.accepted": .none, "event.changed": .none, "event.restored": .none,
    "event.revised": .none, "event.again": .none, "event.dropped": .none,
    "event.called-off": .none, "event.desk-revoked": .none,
  ]
}

extension EntryCodec {
  func writeEvent(_ entry: Entry, into json: inout JSONObjectWriter) -> String {
    switch entry {
    case .programmeAccepted(let fingerprint, let people):
      json.add("fingerprint", fingerprint)
      json.add("people", people)
      return "programme.accepted"
    case .eventAccepted(let event, let facts):
      json.add("event", event)
      write(facts, into: &json)
      return "event.accepted"
    case .eventChanged(let event, let facts):
      json.add("event", event)
      if let facts { write(facts, into: &json) }
      return facts == nil ? "event.restored" : "event.changed"
    case .eventRevised(let event, let sequence, let facts):
      json.add("event", event)
      json.add("sequence", sequence)
      write(facts, into: &json)
      return "event.revised"
    case .dueAgain(let event, let sequence, let steps):
      json.add("event", event)
      json.add("sequence", sequence)
      json.add("steps", steps)
      return "event.again"
    case .eventDropped(let event):
      json.add("event", event)
      return "event.dropped"
    case .calledOff(let event):
      json.add("event", event)
      return "event.called-off"
    case .deskRevoked(let event, let generation):
      json.add("event", event)
      json.add("generation", generation)
      return "event.desk-revoked"
    case .rehearsal:
      return "rehearsal"
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }

  private func write(_ facts: RecordedFacts, into json: inout JSONObjectWriter) {
    json.add("starts", facts.starts)
    json.add("ends", facts.ends)
    json.add("zone", facts.zone)
    json.add(
      "venue",
      object: [
        ("name", facts.venue.name), ("address", facts.venue.address),
        ("online", facts.venue.online),
      ])
    json.add("cancelled", facts.cancelled)
  }
}

extension State {
  func programme(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    .programmeAccepted(
      fingerprint: try reader.string("fingerprint"), people: try reader.int("people"))
  }

  func event(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    let event = try reader.string("event")
    switch reader.type {
    case "event.accepted": return .eventAccepted(event: event, facts: try reader.facts())
    case "event.changed": return .eventChanged(event: event, facts: try reader.facts())
    case "event.restored": return .eventChanged(event: event, facts: nil)
    case "event.revised":
      return .eventRevised(
        event: event, sequence: try reader.int("sequence"), facts: try reader.facts())
    case "event.again":
      return .dueAgain(
        event: event, sequence: try reader.int("sequence"), steps: try reader.strings("steps"))
    case "event.dropped": return .eventDropped(event: event)
    case "event.called-off": return .calledOff(event: event)
    case "event.desk-revoked":
      return .deskRevoked(event: event, generation: try reader.int("generation"))
    default: throw reader.lacks("type")
    }
  }

  mutating func applyEvent(_ entry: Entry, at: Instant) {
    switch entry {
    case .programmeAccepted(let fingerprint, let people):
      programme = AcceptedProgramme(fingerprint: fingerprint, people: people, at: at)
      // A shorter roster was let through once; the next one is asked about again.
      released.remove(.roster)
    case .eventAccepted(let event, let facts):
      events[event, default: EventRecord()].facts = facts
      events[event]?.acceptedAt = at
      events[event]?.dropped = false
    case .eventChanged(let event, let facts):
      events[event, default: EventRecord()].pending = facts
      events[event]?.pendingSince = at
    case .eventRevised(let event, let sequence, let facts):
      revise(event, sequence: sequence, facts: facts)
    case .dueAgain(let event, let sequence, let steps):
      events[event, default: EventRecord()].renew(steps, sequence: sequence)
      // Another mailing of that size is asked about again.
      for step in steps { released.remove(Scope(event: event, step: step)) }
    case .eventDropped(let event):
      events[event, default: EventRecord()].dropped = true
    case .calledOff(let event):
      events[event, default: EventRecord()].calledOff = true
    case .deskRevoked(let event, let generation):
      events[event, default: EventRecord()].deskGeneration = generation
    case .rehearsal:
      isRehearsal = true
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }

  private mutating func revise(_ event: String, sequence: Int, facts: RecordedFacts) {
    events[event, default: EventRecord()].former = events[event]?.facts
    events[event]?.facts = facts
    events[event]?.sequence = sequence
    events[event]?.pending = nil
  }
}
