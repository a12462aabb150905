package import Domain
import FoundationEssentials
import JSONLines
package import Letters
package import Store

extension Workshop {
  /// What a person is known by, and how many lines were changed or erased.
  package struct Forgotten: Sendable {
    package var order: ErasureOrder
    package var lines = 0
  }

  /// Erases a person, named by CRM id or address, from journal, snapshots, quarantine, spool and
  /// the kept copy of the roster of a store no daemon runs on. A keyed hash of the address stays.
  ///
  /// A crash at any moment leaves all as it was, or the next start finishes it. Throws `Unusable`
  /// when nobody is known so.
  package static func forget(
    _ who: String, _ directory: String, roster: Roster?
  ) throws -> Forgotten {
    try requireStore(directory)
    let lock = try StoreLock.acquire(directory: directory)
    defer { withExtendedLifetime(lock) {} }
    let files = StoreFiles(directory: directory)
    if let finished = try finishForgetting(files, keys: keys(directory)),
      finished.order.names(who)
    {
      return finished
    }
    let (journal, state) = try openJournal(files)
    journal.close()
    let kept = inForce(directory, now: now)?.people
    let rosters = [roster, kept].compactMap { $0 }
    var order = try known(who, state, rosters)
    order.addresses.formUnion(try formerAddresses(order.ids, files))
    order.leaveOthers(rosters)
    try order.write(files)
    return try carryOut(order, files, keys: keys(directory))
  }

  /// Finishes an erasure that was begun, before anything else is done with the store; nil when
  /// there is none. The caller has the lock, and no journal is open.
  @discardableResult
  package static func finishForgetting(
    _ files: StoreFiles, keys: @autoclosure () throws -> SigningKeys
  ) throws -> Forgotten? {
    guard let order = try ErasureOrder.read(files) else { return nil }
    return try carryOut(order, files, keys: keys())
  }

  /// Opens the journal once, so that no torn tail is left and the hashes are in it.
  private static func carryOut(
    _ order: ErasureOrder, _ files: StoreFiles, keys: SigningKeys
  ) throws -> Forgotten {
    let (journal, state) = try openJournal(files)
    do {
      defer { journal.close() }
      let fresh = order.hashes(keys).subtracting(state.forgotten).sorted()
      let codec = state.codec
      try journal.wait(
        journal.append(
          fresh.map { hash in
            let (type, fields) = codec.encode(.forgotten(hash: hash))
            return Record(type: type, at: now.milliseconds, fields: fields)
          }))
    }
    let lines = try files.rewrite(order.edit) { !order.erasure.isNamed(in: $0) }
    try removeTraces(order, files)
    return Forgotten(order: order, lines: lines)
  }

  /// Everything outside journal, snapshots and quarantine; then the order itself.
  static func removeTraces(_ order: ErasureOrder, _ files: StoreFiles) throws {
    let erasure = order.erasure
    for kept in ["programme", "programme.new"] {
      try removeRows("\(files.directory)/\(kept)/Config/people") { id, address in
        order.ids.contains(id) || address.map { order.addresses.contains($0.normalized) } == true
      }
    }
    for folder in ["spool", "inbound"] {
      try removeFiles("\(files.directory)/\(folder)", erasure)
    }
    InFlightList.erase(order.ids, path: files.directory + "/in-flight")
    try ErasureOrder.remove(files)
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

  /// All ids of somebody and the addresses that rosters and state know.
  static func known(
    _ who: String, _ state: borrowing State, _ rosters: [Roster]
  ) throws -> ErasureOrder {
    var order = ErasureOrder(ids: [], addresses: [])
    if let address = try? MailAddress(who) {
      for roster in rosters {
        if let index = roster.index(ofAddress: address) { order.ids.insert(roster[index].id) }
      }
      for person in state.former.values where person.email.normalized == address.normalized {
        order.ids.insert(person.id)
      }
      if state.people.existing(address.normalized) != nil { order.ids.insert(address.normalized) }
      order.addresses = [address.normalized]
    } else if !who.isEmpty,
      state.people.existing(who) != nil || rosters.contains(where: { $0.person(id: who) != nil })
    {
      order.ids = [who]
    }
    guard !order.ids.isEmpty else {
      throw Unusable(description: "nobody is known as '\(who)'; see convoke people list")
    }
    for id in order.ids {
      for roster in rosters {
        if let person = roster.person(id: id) { order.addresses.insert(person.email.normalized) }
      }
      if let number = state.people.existing(id), let person = state.former[number] {
        order.addresses.insert(person.email.normalized)
      }
    }
    return order
  }

  /// The addresses that mail to these people went to.
  static func formerAddresses(
    _ ids: Set<String>, _ files: StoreFiles
  ) throws -> Set<String> {
    var addresses: Set<String> = []
    try retrying {
      _ = try files.read { line in
        if let id = line.json.string("person"), ids.contains(id),
          let text = line.json.string("email"), let address = try? MailAddress(text)
        {
          addresses.insert(address.normalized)
        }
      }
    }
    return addresses
  }
}
