import Domain
import Letters
import Planning
package import State
import Store

extension ErasureOrder {
  package var erasure: Erasure {
    Erasure(ids: ids, addresses: addresses, organisations: organisations)
  }

  /// What stands in a record's place from now on; nil when nothing of it is left.
  var edit: (Record) throws -> Record? {
    let erasure = erasure
    return { record in
      guard let fields = try erasure.edit(record.fields, of: record.type) else { return nil }
      return Record(type: record.type, at: record.at, fields: fields)
    }
  }

  /// What stays of them: see `Forgetting.forgottenHash`.
  func hashes(_ keys: SigningKeys) -> Set<String> {
    Set(addresses.map { Forgetting.forgottenHash($0, keys) })
  }

  /// Whether it is about the person of this id or address.
  package func names(_ who: String) -> Bool {
    ids.contains(who) || (try? MailAddress(who)).map { addresses.contains($0.normalized) } == true
  }

  /// Whether it is about this row of the roster.
  func names(_ person: Person) -> Bool {
    ids.contains(person.id) || addresses.contains(person.email.normalized)
  }

  /// An address that has become somebody else's is not to be kept from them.
  mutating func leaveOthers(_ rosters: [Roster]) {
    addresses = addresses.filter { address in
      guard let address = try? MailAddress(address) else { return false }
      return rosters.allSatisfy { roster in
        roster.index(ofAddress: address).map { ids.contains(roster[$0].id) } ?? true
      }
    }
  }

  /// As hosts and operators they have ids of their own; not those that are so in `programmes`.
  mutating func addStaff(except programmes: [Programme]) {
    let present = programmes.map { Self.staff($0) }.reduce(into: Set()) { $0.formUnion($1) }
    ids.formUnion(
      PeopleDirectory.staffPrefixes.flatMap { prefix in addresses.map { prefix + $0 } }
        .filter { !present.contains($0) })
  }

  private static func staff(_ programme: Programme) -> Set<String> {
    var ids = Set(programme.events.map { PeopleDirectory.host(of: $0).id })
    if let mailbox = programme.network.operators {
      ids.insert(PeopleDirectory.operators(at: mailbox).id)
    }
    return ids
  }

  /// What a person is called, when it is a name that says who it is.
  mutating func add(name: String) {
    let name = name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if name.contains(" ") { names.insert(name) }
  }
}
