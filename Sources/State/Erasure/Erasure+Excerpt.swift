import Domain
import JSONLines

/// The other side of erasing: what a line holds about the person, for the one who asks.
///
/// Whatever `edit` would take out of a line is told here, and nothing of anybody else.
extension Erasure {
  /// The members of a line that are about the person; nil when none are. Throws `JSONSyntaxError`
  /// for what are not members.
  package func excerpt(_ fields: [UInt8]) throws -> [UInt8]? {
    try JSONLine.parse([UInt8(ascii: "{")] + fields + [UInt8(ascii: "}")]) { line in
      let personal = PersonalFields.of(type: line.string("type"))
      return isAlone(line, personal) ? own(line, personal) : shared(line, personal)
    }
  }

  /// A line about the person alone, but for who else is named in it.
  private func own(_ line: JSONLine, _ personal: PersonalFields) -> [UInt8] {
    func has(_ fields: [StaticString], _ name: String) -> Bool {
      fields.contains { "\($0)" == name }
    }
    var json = JSONObjectWriter()
    for (name, raw) in line.values {
      let isSomebodyElse =
        if has(personal.persons + personal.others, name) {
          !(JSONLine.text(raw).map(ids.contains) ?? true)
        } else if has(personal.addressees, name) {
          !(JSONLine.text(raw).map(isOwn) ?? true)
        } else {
          false
        }
      if !isSomebodyElse { json.add(name, raw: raw) }
    }
    return json.members()
  }

  private func shared(_ line: JSONLine, _ personal: PersonalFields) -> [UInt8]? {
    var json = JSONObjectWriter()
    var isAbout = false
    for name in ["event", "step", "kind", "occurrence"] as [StaticString] {
      if let raw = line.raw(name) { json.add("\(name)", raw: raw) }
    }
    for name in personal.others {
      guard let other = line.string(name), ids.contains(other) else { continue }
      json.add("\(name)", other)
      isAbout = true
    }
    for name in personal.facts {
      let facts = (line.objects(name) ?? []).filter {
        $0.string("person").map(ids.contains) == true
      }
      if facts.isEmpty { continue }
      json.add("\(name)", rawList: facts.map { Array($0.bytes) })
      isAbout = true
    }
    for name in personal.places {
      guard let names = line.strings(name), names.contains(where: ids.contains) else { continue }
      json.add("\(name)", names.filter(ids.contains))
      isAbout = true
    }
    var isListed = false
    for name in personal.people {
      guard let people = line.strings(name), people.contains(where: ids.contains) else { continue }
      add(people, name, line, personal, to: &json)
      isListed = true
    }
    let isMentioned = search.finds(in: Array(line.bytes))
    for name in personal.texts {
      guard let text = line.string(name) else { continue }
      if isListed || isMentioned && search.finds(in: text) { json.add("\(name)", text) }
    }
    if isMentioned {
      // Somebody else's words are theirs; that the address is in them is told.
      for name in personal.words {
        let words = (line.pairs(name) ?? []).filter { search.finds(in: $0.value) }
        if !words.isEmpty { json.add("\(name)_naming_them", words.map(\.key)) }
      }
    }
    isAbout = isAbout || isListed || isMentioned
    return isAbout ? json.members() : nil
  }

  /// The person's places of a list, of what runs parallel to it, and of what all in it share.
  private func add(
    _ people: [String], _ list: StaticString, _ line: JSONLine, _ personal: PersonalFields,
    to json: inout JSONObjectWriter
  ) {
    let places = people.indices.filter { ids.contains(people[$0]) }
    json.add("\(list)", places.map { people[$0] })
    for name in personal.columns {
      if let values = line.ints(name), values.count == people.count {
        json.add("\(name)", places.map { values[$0] })
      } else if let values = line.strings(name), values.count == people.count {
        json.add("\(name)", places.map { values[$0] })
      }
    }
    for name in ["steps", "state", "sequence", "about"] as [StaticString] {
      if let raw = line.raw(name) { json.add("\(name)", raw: raw) }
    }
  }
}
