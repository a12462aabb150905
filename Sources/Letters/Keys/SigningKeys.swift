import Crypto

/// The secrets that sign links, addresses and identifiers, from `State/keys.json`.
///
/// Several keys may be in force: the one with the highest id signs, all of them verify. Identifiers
/// that must never change during an event's life (Message-ID, calendar UID) are made with the
/// lowest one, so no key is ever dropped: a retired one opens what must open for ever, and nothing
/// else.
package struct SigningKeys: Sendable {
  /// Which key, from 0 to 255; the first byte of every token.
  package typealias KeyID = UInt8

  private struct Derived: Sendable {
    var id: KeyID
    var isRetired: Bool
    /// Keyed and ready: a copy costs less than beginning anew.
    var links: [HMAC<SHA256>]
    var identifiers: HMAC<SHA256>
  }

  /// In ascending order of their ids; never empty.
  private let derived: [Derived]
  /// What the hashes of the forgotten are made with, when it is not the lowest key.
  private let ofForgotten: Derived?

  /// Each secret must be 32 bytes of good randomness, each id must occur once; at least one key.
  /// The highest signs, so it is none of `retired`. `forgetting` is the key of the hashes of the
  /// forgotten, which outlives all others; nil as long as it is the lowest of `keys`.
  package init(
    keys: [(id: KeyID, secret: [UInt8])], retired: Set<KeyID> = [],
    forgetting: (id: KeyID, secret: [UInt8])? = nil
  ) {
    precondition(
      !keys.isEmpty && Set(keys.map(\.id)).count == keys.count, "key ids \(keys.map(\.id))")
    derived = keys.sorted { $0.id < $1.id }
      .map { Self.derive($0.id, $0.secret, isRetired: retired.contains($0.id)) }
    ofForgotten = forgetting.map { Self.derive($0.id, $0.secret) }
  }

  private init(only key: Derived) {
    derived = [key]
    ofForgotten = nil
  }

  private static func derive(
    _ id: KeyID, _ secret: [UInt8], isRetired: Bool = false
  ) -> Derived {
    precondition(secret.count >= 32, "key \(id) has \(secret.count) bytes")
    let master = SymmetricKey(data: secret)
    return Derived(
      id: id, isRetired: isRetired,
      links: LinkPurpose.allCases.map { subkey(master, "link.\($0.rawValue)") },
      identifiers: subkey(master, "identifier"))
  }

  /// The one key of the hashes of the forgotten.
  package var forgetting: SigningKeys { SigningKeys(only: ofForgotten ?? derived[0]) }

  /// One key, id 1.
  package init(master: [UInt8]) { self.init(keys: [(id: 1, secret: master)]) }

  private static func subkey(_ master: SymmetricKey, _ label: String) -> HMAC<SHA256> {
    HMAC(
      key: HKDF<SHA256>.deriveKey(
        inputKeyMaterial: master, info: Array("convoke.v1.\(label)".utf8), outputByteCount: 32))
  }

  /// The key that signs new links.
  package var currentID: KeyID { derived[derived.count - 1].id }
  /// The key that signs what must stay the same while an event lives.
  package var stableID: KeyID { derived[0].id }

  /// The keyed code of a purpose; nil when no key has this id, or it is retired from this purpose.
  func key(_ purpose: LinkPurpose, id: KeyID) -> HMAC<SHA256>? {
    guard let index = LinkPurpose.allCases.firstIndex(of: purpose) else { return nil }
    guard let key = derived.first(where: { $0.id == id }), !key.isRetired || purpose.isForEver
    else { return nil }
    return key.links[index]
  }

  /// A keyed digest of `parts` under `label`: the same for the same input as long as the oldest key
  /// lives, and not to be guessed without it.
  func identifier(_ label: String, _ parts: String...) -> [UInt8] {
    var message = Array(label.utf8)
    for part in parts {
      message.append(0)
      message.append(contentsOf: part.utf8)
    }
    var code = derived[0].identifiers
    code.update(data: message)
    return code.finalize().withUnsafeBytes { Array($0) }
  }
}
