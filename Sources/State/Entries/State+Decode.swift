import Domain
package import JSONLines

/// A line whose type is known and whose fields are not what that type has: our bug or a hand edit.
package struct UnreadableEntry: Error, CustomStringConvertible {
  package var type: String
  package var field: String
  package var description: String { "an entry of type \(type) lacks a good '\(field)'" }
}

extension State {
  /// Reads the entry of one journal line, numbering names that are new; nil for a type of no
  /// interest here (`segment`, `mark`).
  package mutating func decode(type: String, _ line: JSONLine) throws(UnreadableEntry) -> Entry? {
    let reader = EntryReader(type: type, line: line)
    if type.hasPrefix("delivery.") { return try delivery(reader) }
    if type.hasPrefix("state.") { return .stated(try statement(reader)) }
    if type.hasPrefix("person.") { return try person(reader) }
    if type.hasPrefix("rsvp.") || type.hasPrefix("seat.") { return try seat(reader) }
    if type.hasPrefix("event.") { return try event(reader) }
    switch type {
    case "occurred", "notice": return try owed(reader)
    case "colleague.asked": return try seat(reader)
    case "mail.received": return .mailReceived(try receivedMail(reader))
    case "hold.set", "hold.released": return try hold(reader)
    case "test.mailed": return try test(reader)
    case "programme.accepted": return try programme(reader)
    case "rehearsal": return .rehearsal
    case "segment", "mark": return nil
    default: throw reader.lacks("type")
    }
  }
}
