import JSONLines
package import Store

/// Somebody who is to be erased: all names of this person. It is noted in `State/forget.json` until
/// nothing of them is left.
///
/// An erasure touches many files. With the order on stable storage before the first of them, and
/// gone after the last, a crash at any moment leaves all as it was, or a start finishes it.
package struct ErasureOrder: Sendable, Equatable {
  private static let name = "forget.json"

  package var ids: Set<String>
  /// Normalised.
  package var addresses: Set<String>
  /// What they are called, for rows of a roster that have neither a usable address nor an id.
  package var names: Set<String> = []
  /// Those that nobody else answered for, as the journal spells them.
  package var organisations: Set<String> = []

  package init(ids: Set<String>, addresses: Set<String>) {
    self.ids = ids
    self.addresses = addresses
  }

  /// Returns when the order is on stable storage.
  package func write(_ files: StoreFiles) throws {
    var json = JSONObjectWriter()
    json.add("ids", ids.sorted())
    json.add("addresses", addresses.sorted())
    json.add("names", names.sorted())
    json.add("organisations", organisations.sorted())
    try files.write(note: Self.name, json.finish())
  }

  /// The order that stands; nil without one.
  package static func read(_ files: StoreFiles) throws -> ErasureOrder? {
    guard let bytes = try files.read(note: name) else { return nil }
    let order = try? JSONLine.parse(bytes) { json -> ErasureOrder? in
      guard let ids = json.strings("ids"), let addresses = json.strings("addresses") else {
        return nil
      }
      var order = ErasureOrder(ids: Set(ids), addresses: Set(addresses))
      order.names = Set(json.strings("names") ?? [])
      order.organisations = Set(json.strings("organisations") ?? [])
      return order
    }
    guard let order else {
      throw StoreError.unusable(
        path: name, reason: "cannot be read; remove it and run convoke people forget again",
        exitCode: 65)
    }
    return order
  }

  package static func remove(_ files: StoreFiles) throws { try files.remove(note: name) }
}
