package import Domain
package import JSONLines
import Planning
import State

/// One thing that only a person can let go, as `convoke status` shows it first.
package struct WaitingForYou: Sendable {
  package var event: String
  package var step: String
  package var person: String
  package var mails: Int
  package var due: Instant?
  package var why: String
  /// `1,962 mails wait for you`.
  package var text: String
  /// What lets it go.
  package var command: String

  package var line: String { "! \(event): \(text): \(command)" }

  package var json: JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("event", event)
    if !step.isEmpty { json.add("step", step) }
    if !person.isEmpty { json.add("person", person) }
    json.add("mails", mails)
    json.add("at", ifPresent: due?.rfc3339)
    json.add("why", why)
    json.add("command", command)
    return json
  }
}

extension NetworkView {
  /// All mail, then the roster, then what else waits, or soon will, by when it is due.
  package func waiting(now: Instant) -> [WaitingForYou] {
    var waits = policy.schedules.flatMap { policy.waits($0, state, now: now) }
    var lines: [WaitingForYou] = []
    if let why = state.holds[.everything] {
      let held = waits.filter { $0.scope == .everything }
      waits.removeAll { $0.scope == .everything }
      let all = Wait(
        scope: .everything, mails: held.reduce(0) { $0 + $1.mails },
        due: held.map(\.due).min() ?? now, why: why)
      lines.append(line(all, now: now))
    }
    if let why = state.holds[.roster] {
      lines.append(
        WaitingForYou(
          event: Scope.roster.event, step: "", person: "", mails: 0, due: nil, why: why, text: why,
          command: Brake(.roster, why: "").remedy))
    }
    return lines + waits.sorted { $0.due < $1.due }.map { line($0, now: now) }
  }

  private func line(_ wait: Wait, now: Instant) -> WaitingForYou {
    let scope = wait.scope
    let zone = programme.event(scope.event)?.facts.zone ?? programme.network.zone
    let person = scope.person.map(state.people.name) ?? ""
    return WaitingForYou(
      event: scope.event, step: scope.step, person: person, mails: wait.mails, due: wait.due,
      why: wait.why.isEmpty ? policy.confirmText : wait.why,
      text: wait.mails == 0 ? "all mail is held (\(wait.why))" : wait.text(now: now, zone: zone),
      command: Brake(scope, why: "").remedy + (person.isEmpty ? "" : " \(Self.quoted(person))"))
  }

  /// As a shell takes it for one word.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || 0x30...0x39 ~= byte
        || "@._-+:".utf8.contains(byte)
    }
    return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
