import JSONLines
package import Store

/// Somebody who is to be erased, noted in `State/forget.json` until nothing of them is left.
///
/// An erasure touches many files. With the order on stable storage before the first of them, and
/// gone after the last, a crash at any moment leaves all as it was, or a start finishes it.
package struct ErasureOrder: Sendable, Equatable {
  private static let name = "forget.json"

  package var ids: Set<String>
  /// Normalised.
  package var addresses: Set<String>

  package init(ids: Set<String>, addresses: Set<String>) {
    self.ids = ids
    self.addresses = addresses
  }

  /// Returns when the order is on stable storage.
  package func write(_ files: StoreFiles) throws {
    var json = JSONObjectWriter()
    json.add("ids", ids.sorted())
    json.add("addresses", addresses.sorted())
    try files.write(note: Self.name, json.finish())
  }

  /// The order that stands; nil without one.
  package static func read(_ files: StoreFiles) throws -> ErasureOrder? {
    guard let bytes = try files.read(note: name) else { return nil }
    let order = try? JSONLine.parse(bytes) { json in
      (json.strings("ids"), json.strings("addresses"))
    }
    guard case (let ids?, let addresses?)? = order else {
      throw StoreError.unusable(
        path: name, reason: "cannot be read; remove it and run convoke people forget again",
        exitCode: 65)
    }
    return ErasureOrder(ids: Set(ids), addresses: Set(addresses))
  }

  package static func remove(_ files: StoreFiles) throws { try files.remove(note: name) }
}
