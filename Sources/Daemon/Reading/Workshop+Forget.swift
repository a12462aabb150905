package import Domain
import Foundation
import JSONLines
package import Letters
import Store

extension Workshop {
  /// What a person is known by, and what of it was erased.
  package struct Forgotten: Sendable {
    package var ids: Set<String>
    package var addresses: Set<String>
    package var lines = 0
  }

  /// Erases a person, named by CRM id or address, from journal, snapshots, quarantine, spool and
  /// the kept copy of the roster of a store no daemon runs on. A keyed hash of the address stays.
  ///
  /// May be repeated after a crash at any moment. Throws `Unusable` when nobody is known so.
  package static func forget(
    _ who: String, _ directory: String, roster: Roster?
  ) throws -> Forgotten {
    try requireStore(directory)
    let lock = try StoreLock.acquire(directory: directory)
    defer { withExtendedLifetime(lock) {} }
    let (journal, state) = try openJournal(directory)
    let kept = inForce(directory, now: now)?.people
    var gone: Forgotten
    do {
      defer { journal.close() }
      gone = try known(who, directory, state, [roster, kept].compactMap { $0 })
      let keys = try keys(directory)
      let fresh = Set(gone.addresses.map { forgottenHash($0, keys) }).subtracting(state.forgotten)
      let codec = EntryCodec(state)
      try journal.wait(
        journal.append(
          fresh.sorted().map { hash in
            let (type, fields) = codec.encode(.forgotten(hash: hash))
            return Record(type: type, at: now.milliseconds, fields: fields)
          }))
    }
    let erasure = Erasure(ids: gone.ids, addresses: gone.addresses)
    try removeRows(directory + "/programme/Config/people", gone)
    try removeFiles(directory + "/spool", erasure)
    gone.lines = try StoreFiles(directory: directory).rewrite(
      { record in
        guard let fields = try erasure.edit(record.fields) else { return nil }
        return Record(type: record.type, at: record.at, fields: fields)
      }, quarantine: { !erasure.isNamed(in: $0) })
    return gone
  }

  /// The roster without those who were forgotten; an export of the CRM may still list them.
  package static func withoutForgotten(
    _ programme: Programme, _ forgotten: Set<String>, keys: @autoclosure () throws -> SigningKeys
  ) rethrows -> Programme {
    if forgotten.isEmpty { return programme }
    let keys = try keys()
    var programme = programme
    programme.people = Roster(
      programme.people.filter { person in
        !forgotten.contains(forgottenHash(person.email.normalized, keys))
      })
    return programme
  }

  /// HMAC-SHA256 over the normalised address, 120 bits of it, under a key that never changes.
  ///
  /// It is the code at the end of a calendar tag of no event; what stands before it in the tag is
  /// no secret and left out.
  package static func forgottenHash(_ address: String, _ keys: SigningKeys) -> String {
    String(AddressTag.calendar(event: "", person: address, keys: keys).suffix(24))
  }

  /// All ids and addresses of somebody: from the rosters, from those who left, from what was sent.
  private static func known(
    _ who: String, _ directory: String, _ state: State, _ rosters: [Roster]
  ) throws -> Forgotten {
    var gone = Forgotten(ids: [], addresses: [])
    if let address = try? MailAddress(who) {
      for roster in rosters {
        if let index = roster.index(ofAddress: address) { gone.ids.insert(roster[index].id) }
      }
      for person in state.former.values where person.email.normalized == address.normalized {
        gone.ids.insert(person.id)
      }
      if state.people.existing(address.normalized) != nil { gone.ids.insert(address.normalized) }
      gone.addresses = [address.normalized]
    } else if state.people.existing(who) != nil
      || rosters.contains(where: { $0.person(id: who) != nil })
    {
      gone.ids = [who]
    }
    guard !gone.ids.isEmpty else {
      throw Unusable(description: "nobody is known as '\(who)'; see convoke people list")
    }
    for id in gone.ids {
      for roster in rosters {
        if let person = roster.person(id: id) { gone.addresses.insert(person.email.normalized) }
      }
      if let number = state.people.existing(id), let person = state.former[number] {
        gone.addresses.insert(person.email.normalized)
      }
    }
    gone.addresses.formUnion(try formerAddresses(gone.ids, directory))
    // An address that has become somebody else's is not to be kept from them.
    gone.addresses = gone.addresses.filter { address in
      guard let address = try? MailAddress(address) else { return false }
      return rosters.allSatisfy { roster in
        roster.index(ofAddress: address).map { gone.ids.contains(roster[$0].id) } ?? true
      }
    }
    return gone
  }

  /// The addresses that mail to these people went to.
  private static func formerAddresses(
    _ ids: Set<String>, _ directory: String
  ) throws -> Set<String> {
    var addresses: Set<String> = []
    try StoreFiles(directory: directory).read { line in
      if let id = line.json.string("person"), ids.contains(id),
        let text = line.json.string("email"), let address = try? MailAddress(text)
      {
        addresses.insert(address.normalized)
      }
    }
    return addresses
  }
}
