import Domain
import JSONLines

/// The other side of erasing: what a line holds about the person, for the one who asks.
///
/// Whatever `edit` would take out of a line is told here, and nothing of anybody else.
extension Erasure {
  /// The members of a line that are about the person; nil when none are. Throws `JSONSyntaxError` for
  /// what are not members.
  package func excerpt(_ fields: [UInt8]) throws -> [UInt8]? {
    try JSONLine.parse([UInt8(ascii: "{")] + fields + [UInt8(ascii: "}")]) { line in
      isAlone(line) ? own(line) : shared(line)
    }
  }

  /// A line about the person alone, but for who else is named in it.
  private func own(_ line: JSONLine) -> [UInt8] {
    var json = JSONObjectWriter()
    for (name, raw) in line.values {
      let isSomebodyElse =
        switch name {
        case "person", "by": !(JSONLine.text(raw).map(ids.contains) ?? true)
        case "to": !(JSONLine.text(raw).map(isOwn) ?? true)
        default: false
        }
      if !isSomebodyElse { json.add(name, raw: raw) }
    }
    return json.members()
  }

  private func shared(_ line: JSONLine) -> [UInt8]? {
    var json = JSONObjectWriter()
    var isAbout = false
    for name in ["event", "step", "kind", "occurrence"] as [StaticString] {
      if let raw = line.raw(name) { json.add("\(name)", raw: raw) }
    }
    if let by = line.string("by"), ids.contains(by) {
      json.add("by", by)
      isAbout = true
    }
    let facts = (line.objects("facts") ?? []).filter {
      $0.string("person").map(ids.contains) == true
    }
    if !facts.isEmpty {
      json.add("facts", rawList: facts.map { Array($0.bytes) })
      isAbout = true
    }
    if let names = line.strings("names"), names.contains(where: ids.contains) {
      json.add("names", names.filter(ids.contains))
      isAbout = true
    }
    let people = line.strings("people") ?? []
    let isListed = people.contains(where: ids.contains)
    if isListed { add(people, line, to: &json) }
    let isMentioned = search.finds(in: Array(line.bytes))
    for name in Self.texts {
      guard let text = line.string(name) else { continue }
      if isListed || isMentioned && search.finds(in: text) { json.add("\(name)", text) }
    }
    if isMentioned {
      // Somebody else's words are theirs; that the address is in them is told.
      let words = (line.pairs("answers") ?? []).filter { search.finds(in: $0.value) }
      if !words.isEmpty { json.add("answers_naming_them", words.map(\.key)) }
    }
    isAbout = isAbout || isListed || isMentioned
    return isAbout ? json.members() : nil
  }

  /// The person's places of a list, of what runs parallel to it, and of what all in it share.
  private func add(_ people: [String], _ line: JSONLine, to json: inout JSONObjectWriter) {
    let places = people.indices.filter { ids.contains(people[$0]) }
    json.add("people", places.map { people[$0] })
    for name in Self.columns {
      guard let values = line.ints(name), values.count == people.count else { continue }
      json.add("\(name)", places.map { values[$0] })
    }
    if let mails = line.strings("mails"), mails.count == people.count {
      json.add("mails", places.map { mails[$0] })
    }
    for name in ["steps", "state", "sequence", "about"] as [StaticString] {
      if let raw = line.raw(name) { json.add("\(name)", raw: raw) }
    }
  }

  private func isOwn(_ address: String) -> Bool {
    (try? MailAddress(address)).map { addresses.contains($0.normalized) } ?? false
  }
}
