import Domain
import JSONLines

/// Takes one person out of the lines of a journal, a snapshot or the quarantine.
///
/// A line about the person alone goes; a line that lists people loses the one. What a line has
/// beside its people runs parallel to them and is cut in the same places; in the names of a snapshot
/// an empty one takes the place. From texts of other lines only the address goes. Everything else, fields
/// of later versions too, stays as it is.
package struct Erasure: Sendable {
  /// Lists that run parallel to `people`; see `Statement`.
  static let columns: [StaticString] = ["occurrences", "moments", "counts"]
  /// A name cut off at the end of a piece is taken for the person's from this many bytes on.
  private static let shortestPart = 4
  /// What people and servers wrote, and nothing is looked up by.
  static let texts: [StaticString] = ["text", "why", "reply", "note"]

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

  /// The members of a line without the person, and nil when nothing of it is left. Throws
  /// `JSONSyntaxError` for what are not members.
  package func edit(_ fields: [UInt8]) throws -> [UInt8]? {
    let bytes = [UInt8(ascii: "{")] + fields + [UInt8(ascii: "}")]
    let edits = try bytes.withUnsafeBytes { try self.edits(JSONLine($0), $0) }
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
  private func edits(_ line: JSONLine, _ raw: UnsafeRawBufferPointer) -> [Edit]? {
    if isAlone(line) { return nil }
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
    // Who brought somebody in; that somebody stays.
    if let by = line.string("by"), ids.contains(by) { replace("by") { $0.add("", "") } }
    if let facts = line.objects("facts") {
      let kept = facts.filter { $0.string("person").map(ids.contains) != true }
      if kept.isEmpty { return nil }
      if kept.count < facts.count {
        replace("facts") { $0.add("", rawList: kept.map { Array($0.bytes) }) }
      }
    }
    // A snapshot's other lines count on the places of these.
    if let names = line.strings("names"), names.contains(where: ids.contains) {
      replace("names") { $0.add("", names.map { ids.contains($0) ? "" : $0 }) }
    }
    if let names = line.strings("organisations"), names.contains(where: organisations.contains) {
      replace("organisations") { $0.add("", names.map { organisations.contains($0) ? "" : $0 }) }
    }
    if search.finds(in: Array(raw)) {
      for name in Self.texts {
        if let text = line.string(name).flatMap({ search.redacted($0) }) {
          replace(name) { $0.add("", text) }
        }
      }
      if let words = line.pairs("answers") {
        let kept = words.map { ($0.key, search.redacted($0.value) ?? $0.value) }
        if !kept.elementsEqual(words, by: ==) { replace("answers") { $0.add("", object: kept) } }
      }
    }
    guard let people = line.strings("people") else { return edits }
    let kept = people.indices.filter { !ids.contains(people[$0]) }
    if kept.count == people.count { return edits }
    if kept.isEmpty { return nil }
    replace("people") { $0.add("", kept.map { people[$0] }) }
    for name in Self.columns {
      guard let values = line.ints(name), values.count == people.count else { continue }
      replace(name) { $0.add("", kept.map { values[$0] }) }
    }
    if let mails = line.strings("mails"), mails.count == people.count {
      replace("mails") { $0.add("", kept.map { mails[$0] }) }
    }
    return edits
  }

  /// Whether a line is about the person and nobody else.
  func isAlone(_ line: JSONLine) -> Bool {
    if let person = line.string("person"), ids.contains(person) { return true }
    // A test mail that somebody else's letter was shown to them by.
    return line.string("to").flatMap { try? MailAddress($0) }
      .map { addresses.contains($0.normalized) } ?? false
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
