import Domain
import JSONLines

/// What operators and hosts hold back or let go.
enum HoldEntries {
  static let lines: [String: PersonalFields] = [
    "hold.set": .of("person", texts: ["why"]), "hold.released": .of("person"),
  ]
}

extension EntryCodec {
  func writeHold(_ entry: Entry, into json: inout JSONObjectWriter) -> String {
    switch entry {
    case .held(let scope, let why):
      write(scope, into: &json)
      json.add("why", why)
      return "hold.set"
    case .released(let scope):
      write(scope, into: &json)
      return "hold.released"
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }

  private func write(_ scope: Scope, into json: inout JSONObjectWriter) {
    json.add("event", scope.event)
    if !scope.step.isEmpty { json.add("step", scope.step) }
    if let person = scope.person { json.add("person", people.name(person)) }
  }
}

extension State {
  mutating func hold(_ reader: EntryReader) throws(UnreadableEntry) -> Entry {
    reader.type == "hold.set"
      ? .held(try scope(reader), why: try reader.string("why")) : .released(try scope(reader))
  }

  private mutating func scope(_ reader: EntryReader) throws(UnreadableEntry) -> Scope {
    Scope(
      event: try reader.string("event"), step: reader.line.string("step") ?? "",
      person: reader.line.string("person").map { people.number($0) })
  }

  mutating func applyHold(_ entry: Entry, at: Instant) {
    switch entry {
    case .held(let scope, let why):
      holds[scope] = why
      released.remove(scope)
    case .released(let scope):
      holds[scope] = nil
      released.insert(scope)
    default: preconditionFailure("not of \(#fileID): \(entry)")
    }
  }
}
