package import Domain
import Engine
import FoundationEssentials
import JSONLines
package import Letters
import State
package import Store

/// Takes somebody out of a state: the journal, the snapshots, kept mail and the copies of the
/// roster. What is told to whoever asks is found in the same places.
package enum Forgetting {}

extension Forgetting {
  /// What a person is known by, how many lines were changed or erased, and what could not be.
  package struct Forgotten: Sendable {
    package var order: ErasureOrder
    package var lines = 0
    /// A line for each place that still has something of them.
    package var remains: [String] = []
  }

  /// Erases a person, named by CRM id or address, from every file of a store no daemon runs on, and
  /// looks whether anything is left. A keyed hash of the address stays.
  ///
  /// A crash at any moment leaves all as it was, or the next start finishes it. Throws `Unusable`
  /// when nobody is known so.
  package static func forget(
    _ who: String, _ directory: String, programme: Programme?
  ) throws -> Forgotten {
    try StateDirectory.requireStore(directory)
    let lock = try StateFormats.lock(directory)
    defer { withExtendedLifetime(lock) {} }
    let files = StoreFiles(directory: directory)
    if let finished = try finishForgetting(files, keys: StateDirectory.keys(directory)),
      finished.order.names(who)
    {
      return finished
    }
    let (journal, state) = try StateDirectory.openJournal(files)
    journal.close()
    let programmes = [programme, ProgrammeLoader.inForce(directory, now: WallClock.now)].compactMap
    { $0 }
    let order = try allNames(who, state, programmes, files)
    try order.write(files)
    return try carryOut(order, files, keys: StateDirectory.keys(directory))
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
  static func carryOut(
    _ order: ErasureOrder, _ files: StoreFiles, keys: SigningKeys
  ) throws -> Forgotten {
    let (journal, state) = try StateDirectory.openJournal(files)
    do {
      defer { journal.close() }
      let fresh = order.hashes(keys).subtracting(state.forgotten).sorted()
      let codec = state.codec
      try journal.wait(
        journal.append(
          fresh.map { hash in
            let (type, fields) = codec.encode(.forgotten(hash: hash))
            return Record(type: type, at: WallClock.now.milliseconds, fields: fields)
          }))
    }
    let ties = MailTies(
      order, state, ProgrammeLoader.inForce(files.directory, now: WallClock.now), keys: keys)
    let lines = try files.rewrite(order.edit) { !order.erasure.isNamed(in: $0) }
    return try finish(order, files, ties, lines: lines)
  }

  /// What follows once no line of the journal names them: the other files, and a look whether
  /// anything is left.
  static func finish(
    _ order: ErasureOrder, _ files: StoreFiles, _ ties: MailTies, lines: Int
  ) throws -> Forgotten {
    let senders = try removeTraces(order, files, ties)
    let remains = try remains(order, files) + mails(from: senders, files.directory)
    return Forgotten(order: order, lines: lines, remains: remains)
  }

  /// The roster without those who were forgotten; an export of the CRM may still list them.
  package static func withoutForgotten(
    _ programme: Programme, _ forgotten: Set<String>, keys: @autoclosure () throws -> SigningKeys
  ) rethrows -> Programme {
    if forgotten.isEmpty { return programme }
    let keys = try keys()
    var programme = programme
    let people = programme.people
    programme.people = people.keeping {
      !forgotten.contains(forgottenHash(people[$0].email.normalized, keys))
    }
    return programme
  }

  /// HMAC-SHA256 over the normalised address, 120 bits of it, under a key that never changes.
  ///
  /// It is the code at the end of a calendar tag of no event; what stands before it in the tag is
  /// no secret and left out.
  package static func forgottenHash(_ address: String, _ keys: SigningKeys) -> String {
    String(AddressTag.calendar(event: "", person: address, keys: keys.forgetting).suffix(24))
  }
}
