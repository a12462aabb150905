import Domain
import JSONLines

/// Spells entries out for the journal: `type` and the fields between `type` and `crc`.
///
/// Ids, not numbers, are written, so that a line can be read by itself, with `jq` or by eye.
/// The table of types and fields stands in `docs/store.md`.
package struct EntryCodec {
  package let people: NameIndex
  package let organisations: NameIndex

  /// The type and the members of the entry's JSON object, without braces.
  package func encode(_ entry: Entry) -> (type: String, fields: [UInt8]) {
    var json = JSONObjectWriter()
    let type = write(entry, into: &json)
    return (type, Array(json.finish().dropFirst().dropLast()))
  }

  private func write(_ entry: Entry, into json: inout JSONObjectWriter) -> String {
    switch entry.family {
    case .deliveries: writeDelivery(entry, into: &json)
    case .events: writeEvent(entry, into: &json)
    case .people: writePerson(entry, into: &json)
    case .seats: writeSeat(entry, into: &json)
    case .owed: writeOwed(entry, into: &json)
    case .holds: writeHold(entry, into: &json)
    case .mails: writeMail(entry, into: &json)
    case .snapshot(let line): write(line, into: &json)
    }
  }
}
