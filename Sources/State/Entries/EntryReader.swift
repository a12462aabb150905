import Domain
import JSONLines

/// Typed access to the fields of one journal line.
struct EntryReader {
  let type: String
  let line: JSONLine

  func lacks(_ field: StaticString) -> UnreadableEntry {
    UnreadableEntry(type: type, field: "\(field)")
  }

  func string(_ name: StaticString) throws(UnreadableEntry) -> String {
    guard let value = line.string(name) else { throw lacks(name) }
    return value
  }

  func int(_ name: StaticString) throws(UnreadableEntry) -> Int {
    guard let value = line.int(name) else { throw lacks(name) }
    return value
  }

  func instant(_ name: StaticString) throws(UnreadableEntry) -> Instant {
    Instant(milliseconds: Int64(try int(name)))
  }

  func strings(_ name: StaticString) throws(UnreadableEntry) -> [String] {
    guard let value = line.strings(name) else { throw lacks(name) }
    return value
  }

  /// What was written beside an answer; nothing when the field is absent.
  func words() throws(UnreadableEntry) -> [String: String] {
    guard line.has("answers") else { return [:] }
    guard let value = line.pairs("answers") else { throw lacks("answers") }
    return Dictionary(value.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
  }

  /// What a mail of the system is about; fields that are absent are empty.
  func notice() throws(UnreadableEntry) -> Notice {
    guard let kind = Notice.Kind(rawValue: try string("step")) else { throw lacks("step") }
    func moment(_ name: StaticString) -> Instant? {
      line.int(name).map { Instant(milliseconds: Int64($0)) }
    }
    return Notice(
      kind, about: line.string("about") ?? "", text: line.string("text") ?? "",
      from: moment("from"), until: moment("until"), count: line.int("count") ?? 0)
  }

  func facts() throws(UnreadableEntry) -> RecordedFacts {
    guard let venue = line.object("venue") else { throw lacks("venue") }
    return RecordedFacts(
      starts: try string("starts"), ends: try string("ends"), zone: try string("zone"),
      venue: Venue(
        name: venue.string("name") ?? "", address: venue.string("address") ?? "",
        online: venue.string("online") ?? ""),
      cancelled: line.bool("cancelled") ?? false)
  }

  func person(id: String) throws(UnreadableEntry) -> Person {
    guard let email = try? MailAddress(try string("email")) else { throw lacks("email") }
    return Person(
      id: id, email: email, name: line.string("name") ?? "",
      organisation: line.string("organisation") ?? "", language: line.string("language") ?? "")
  }
}
