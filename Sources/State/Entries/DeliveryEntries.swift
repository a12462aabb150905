import Domain
import JSONLines

/// Mails on their way: begun, taken, put off, given up. `delivery.…` are the most of a journal.
enum DeliveryEntries {
  static let lines: [String: PersonalFields] = [
    "delivery.committed": .of("person"),
    "delivery.sent": .of("person", texts: ["reply"]),
    "delivery.deferred": .of("person", texts: ["reply"]),
    "delivery.failed": .of("person", texts: ["reply"]),
    "delivery.doubt": .of("person", texts: ["reply"]),
    "delivery.retried": .of("person"), "delivery.dropped": .of("person"),
    "delivery.missed": PersonalFields(people: ["people"], texts: ["why"]),
    "test.mailed": .of("person", addressees: ["to"]),
  ]
}

extension EntryCodec {
  func writeDelivery(_ entry: Entry, into json: inout JSONObjectWriter) -> String {
    switch entry {
    case .committed(let key, let email, let messageID, let date):
      write(key, into: &json)
      json.add("email", email)
      json.add("message_id", messageID)
      json.add("date", date.milliseconds)
      return "delivery.committed"
    case .sent(let key, let reply):
      write(key, into: &json)
      json.add("reply", reply)
      return "delivery.sent"
    case .deferred(let key, let date, let count, let next, let reply):
      write(key, into: &json)
      json.add("date", date.milliseconds)
      json.add("count", count)
      json.add("next", next.milliseconds)
      json.add("reply", reply)
      return "delivery.deferred"
    case .failed(let key, let reply):
      write(key, into: &json)
      json.add("reply", reply)
      return "delivery.failed"
    case .doubt(let key, let reply):
      write(key, into: &json)
      json.add("reply", reply)
      return "delivery.doubt"
    case .retried(let key):
      write(key, into: &json)
      return "delivery.retried"
    case .dropped(let key):
      write(key, into: &json)
      return "delivery.dropped"
    case .missed(let event, let step, let numbers, let occurrence, let why):
      json.add("event", event)
      json.add("step", step)
      json.add("people", numbers.map(people.name))
      if occurrence != 0 { json.add("occurrence", Int(occurrence)) }
      json.add("why", why)
      return "delivery.missed"
    case .tested(let event, let step, let person, let tester, let messageID):
      json.add("event", event)
      json.add("step", step)
      json.add("person", person)
      json.add("to", tester)
      json.add("message_id", messageID)
      return "test.mailed"
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }

  func write(_ key: DeliveryKey, into json: inout JSONObjectWriter) {
    json.add("event", key.event)
    json.add("step", key.step)
    json.add("person", people.name(key.person))
    if key.occurrence != 0 { json.add("occurrence", Int(key.occurrence)) }
  }
}

extension State {
  mutating func key(_ reader: EntryReader) throws(UnreadableEntry) -> DeliveryKey {
    DeliveryKey(
      event: try reader.string("event"), step: try reader.string("step"),
      person: people.number(try reader.string("person")),
      occurrence: Int32(truncatingIfNeeded: reader.line.int("occurrence") ?? 0))
  }

  mutating func delivery(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    if reader.type == "delivery.missed" {
      return .missed(
        event: try reader.string("event"), step: try reader.string("step"),
        people: try reader.strings("people").map { people.number($0) },
        occurrence: Int32(truncatingIfNeeded: reader.line.int("occurrence") ?? 0),
        why: try reader.string("why"))
    }
    let key = try key(reader)
    switch reader.type {
    case "delivery.committed":
      return .committed(
        key, email: try reader.string("email"), messageID: try reader.string("message_id"),
        date: try reader.instant("date"))
    case "delivery.sent": return .sent(key, reply: try reader.string("reply"))
    case "delivery.deferred":
      return .deferred(
        key, date: try reader.instant("date"), count: try reader.int("count"),
        next: try reader.instant("next"), reply: try reader.string("reply"))
    case "delivery.failed": return .failed(key, reply: try reader.string("reply"))
    case "delivery.doubt": return .doubt(key, reply: try reader.string("reply"))
    case "delivery.retried": return .retried(key)
    case "delivery.dropped": return .dropped(key)
    default: throw reader.lacks("type")
    }
  }

  func test(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    .tested(
      event: try reader.string("event"), step: try reader.string("step"),
      person: try reader.string("person"), to: try reader.string("to"),
      messageID: try reader.string("message_id"))
  }

  mutating func applyDelivery(_ entry: Entry, at: Instant) {
    switch entry {
    case .committed(let key, _, _, let date):
      rhythm.note(at)
      let old = attempt(key)
      set(
        key, .committed,
        Attempt(date: date, count: (old?.count ?? 0) + 1, next: .distantPast, reply: ""))
      // How long ago a host was told counts from when the mail left, not from when it was owed.
      if events[key.event]?.occurrences[key]?.notice != nil {
        events[key.event]?.occurrences[key]?.at = at
      }
      events[key.event]?.noteMail(to: key.person, at: at, timed: key.occurrence == 0)
      if key.occurrence == 0 { recentMail.note(key.person, at: at) }
    case .sent(let key, _):
      set(key, .sent, nil)
    case .deferred(let key, let date, let count, let next, let reply):
      set(key, .deferred, Attempt(date: date, count: count, next: next, reply: reply))
    case .failed(let key, let reply):
      finish(key, .failed, reply, at)
    case .doubt(let key, let reply):
      finish(key, .doubt, reply, at)
    case .retried(let key):
      let old = attempt(key)
      set(
        key, .deferred,
        Attempt(date: old?.date ?? at, count: old?.count ?? 0, next: at, reply: old?.reply ?? ""))
    case .dropped(let key):
      set(key, .dropped, nil)
    case .missed(let event, let step, let people, let occurrence, _):
      for person in people {
        set(
          DeliveryKey(event: event, step: step, person: person, occurrence: occurrence), .missed,
          nil)
      }
    case .tested: break
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }

  /// A final state whose attempt is kept: a resend must repeat every byte.
  private mutating func finish(
    _ key: DeliveryKey, _ state: DeliveryState, _ reply: String, _ at: Instant
  ) {
    var old = attempt(key) ?? Attempt(date: at, count: 0, next: .distantPast, reply: "")
    old.reply = reply
    set(key, state, old)
  }

  private mutating func set(_ key: DeliveryKey, _ state: DeliveryState, _ attempt: Attempt?) {
    if key.occurrence == 0 {
      events[key.event, default: EventRecord()].steps[key.step, default: StepLedger()][key.person] =
        state
      events[key.event]?.steps[key.step]?.attempts[key.person] = attempt
    } else {
      events[key.event]?.occurrences[key]?.state = state
      events[key.event]?.occurrences[key]?.attempt = attempt
      let isOwed = !state.isFinal
      if isOwed, events[key.event]?.owed.contains(key) == false {
        events[key.event]?.owed.append(key)
      } else if !isOwed, let index = events[key.event]?.owed.firstIndex(of: key) {
        events[key.event]?.owed.remove(at: index)
      }
    }
  }
}
