import Domain
import JSONLines

/// Takes one person out of the lines of a journal, a snapshot or the quarantine.
///
/// A line about the person alone goes; a line that lists people loses the one, and lists beside
/// them the same places; in the names of a snapshot an empty one takes the place. From texts of
/// other lines only the address goes. Which fields those are says `PersonalFields`. Everything else
/// stays as it is.
package struct Erasure: Sendable {
  /// A name cut off at the end of a piece is taken for the person's from this many bytes on.
  private static let shortestPart = 4

  let ids: Set<String>
  let addresses: Set<String>
  private let organisations: Set<String>
  /// Finds the addresses in texts.
  package let search: AddressSearch
  /// Ids as a piece of a line has them, in lower-case ASCII.
  private let names: [[UInt8]]
  /// What the end of a piece may be the beginning of, and its beginning the end.
  private let cut: [[UInt8]]

  /// - Parameters:
  ///   - ids: the names by which the person stands in the journal.
  ///   - addresses: normalised.
  ///   - organisations: those that nobody else is of, as the journal spells them.
  package init(ids: Set<String>, addresses: Set<String>, organisations: Set<String> = []) {
    self.ids = ids
    self.addresses = addresses
    self.organisations = organisations
    search = AddressSearch(addresses)
    names = ids.map { id in
      var json = JSONObjectWriter()
      json.add("", id)
      // Between quotes, for an id may be as short as "7"; `"":` stands before it.
      return Self.lowercased(Array(json.members().dropFirst(3)))
    }
    cut = addresses.map { Self.lowercased(Array($0.utf8)) }
  }

  /// The members of a line without the person, and nil when nothing of it is left; `type` is the
  /// line's type, nil when that is not known. Throws `JSONSyntaxError` for what are not members.
  package func edit(_ fields: [UInt8], of type: String? = nil) throws -> [UInt8]? {
    let personal = PersonalFields.of(type: type)
    let bytes = [UInt8(ascii: "{")] + fields + [UInt8(ascii: "}")]
    let edits = try bytes.withUnsafeBytes { try self.edits(JSONLine($0), $0, personal) }
    guard let edits else { return nil }
    if edits.isEmpty { return fields }
    var edited = bytes
    for edit in edits.sorted(by: { $0.place.lowerBound > $1.place.lowerBound }) {
      edited.replaceSubrange(edit.place, with: edit.bytes)
    }
    return Array(edited.dropFirst().dropLast())
  }

  /// Whether a piece of a line may name the person, whole or cut off at either end.
  package func isNamed(in piece: [UInt8]) -> Bool {
    if search.finds(in: piece) { return true }
    let piece = Self.lowercased(piece)
    return names.contains { Self.contains(piece, $0) }
      || (names + cut).contains { Self.overlaps(piece, $0) }
  }

  private struct Edit {
    var place: Range<Int>
    var bytes: [UInt8]
  }

  /// What has to change; nil when the line is about the person alone.
  private func edits(
    _ line: JSONLine, _ raw: UnsafeRawBufferPointer, _ personal: PersonalFields
  ) -> [Edit]? {
    if isAlone(line, personal) { return nil }
    var edits: [Edit] = []
    func replace(_ name: StaticString, _ write: (inout JSONObjectWriter) -> Void) {
      guard let value = line.raw(name), let start = value.baseAddress, let base = raw.baseAddress
      else { return }
      var json = JSONObjectWriter()
      write(&json)
      let offset = start - base
      edits.append(
        Edit(place: offset..<offset + value.count, bytes: Array(json.members().dropFirst(3))))
    }
    // Who brought somebody in, say; that somebody stays.
    for name in personal.others {
      if let other = line.string(name), ids.contains(other) { replace(name) { $0.add("", "") } }
    }
    for name in personal.facts {
      guard let facts = line.objects(name) else { continue }
      let kept = facts.filter { $0.string("person").map(ids.contains) != true }
      if kept.isEmpty { return nil }
      if kept.count < facts.count {
        replace(name) { $0.add("", rawList: kept.map { Array($0.bytes) }) }
      }
    }
    // A snapshot's other lines count on the places of these.
    for (fields, gone) in [(personal.places, ids), (personal.organisations, organisations)] {
      for name in fields {
        guard let names = line.strings(name), names.contains(where: gone.contains) else { continue }
        replace(name) { $0.add("", names.map { gone.contains($0) ? "" : $0 }) }
      }
    }
    if search.finds(in: Array(raw)) {
      for name in personal.texts {
        if let text = line.string(name).flatMap({ search.redacted($0) }) {
          replace(name) { $0.add("", text) }
        }
      }
      for name in personal.words {
        guard let words = line.pairs(name) else { continue }
        let kept = words.map { ($0.key, search.redacted($0.value) ?? $0.value) }
        if !kept.elementsEqual(words, by: ==) { replace(name) { $0.add("", object: kept) } }
      }
    }
    for list in personal.people {
      guard let people = line.strings(list) else { continue }
      let kept = people.indices.filter { !ids.contains(people[$0]) }
      if kept.count == people.count { continue }
      if kept.isEmpty { return nil }
      replace(list) { $0.add("", kept.map { people[$0] }) }
      for name in personal.columns {
        if let values = line.ints(name), values.count == people.count {
          replace(name) { $0.add("", kept.map { values[$0] }) }
        } else if let values = line.strings(name), values.count == people.count {
          replace(name) { $0.add("", kept.map { values[$0] }) }
        }
      }
    }
    return edits
  }

  /// Whether a line is about the person and nobody else.
  func isAlone(_ line: JSONLine, _ personal: PersonalFields) -> Bool {
    if personal.persons.contains(where: { line.string($0).map(ids.contains) == true }) {
      return true
    }
    // A test mail that somebody else's letter was shown to them by.
    return personal.addressees.contains { line.string($0).map(isOwn) == true }
  }

  func isOwn(_ address: String) -> Bool {
    (try? MailAddress(address)).map { addresses.contains($0.normalized) } ?? false
  }

  private static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard let first = part.first, text.count >= part.count else { return false }
    return text.indices.dropLast(part.count - 1).contains {
      text[$0] == first && text[$0..<$0 + part.count].elementsEqual(part)
    }
  }

  private static func overlaps(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count > shortestPart else { return false }
    return (shortestPart..<part.count).contains {
      text.suffix($0).elementsEqual(part.prefix($0))
        || text.prefix($0).elementsEqual(part.suffix($0))
    }
  }
}
