import Crypto
import MIME

/// The last part of a partner's link: who, which event and what for, signed.
///
/// 27 bytes (key id, reference, 16 bytes of HMAC-SHA256; RFC 2104 5) as 36 characters of base64url
/// and a `1`, the format's version: the link then ends in a digit, which no mail program cuts off,
/// and each token has exactly one spelling.
package enum LinkToken {
  private static let macLength = 16
  private static let version = UInt8(ascii: "1")

  /// `event` or `person` is empty for a purpose without one. Uses the current key.
  package static func make(
    _ purpose: LinkPurpose, event: String, person: String, generation: Int = 0,
    keys: SigningKeys
  ) -> String {
    make(
      purpose, event: event, person: person,
      reference: LinkReference(event: event, person: person), generation: generation, keys: keys)
  }

  /// A link without an event for the person of another link, `token`, which must have been opened.
  package static func make(
    _ purpose: LinkPurpose, person: String, sameAs token: String, keys: SigningKeys
  ) -> String {
    guard let bytes = Base64.decodeURL(Array(token.utf8.dropLast())[...]) else {
      preconditionFailure("a link that was opened cannot be read")
    }
    let reference = LinkReference(bytes[1...LinkReference.byteCount])
    return make(
      purpose, event: "", person: person,
      reference: LinkReference(event: "", personOf: reference), keys: keys)
  }

  static func make(
    _ purpose: LinkPurpose, event: String, person: String, reference: LinkReference,
    generation: Int = 0, keys: SigningKeys
  ) -> String {
    let bytes = sign(
      purpose, subject: subject(event, person, generation), reference: reference,
      id: keys.currentID,
      length: macLength, keys: keys)
    return Base64.encodeURL(bytes) + "1"
  }

  /// The event and person of a token made for `purpose`, or nil for anything else: another purpose,
  /// another spelling, a dropped key, an event or person the directory does not hold.
  ///
  /// `generation` says how often the links of an event were revoked: older ones do not open.
  package static func open(
    _ text: String, for purpose: LinkPurpose, in directory: LinkIndex, keys: SigningKeys,
    generation: (_ event: String) -> Int = { _ in 0 }
  ) -> (event: String, person: String)? {
    let characters = Array(text.utf8)
    guard characters.count == 37, characters[36] == version,
      let bytes = Base64.decodeURL(characters[..<36])
    else { return nil }
    return verify(bytes, purpose, directory, macLength, keys) {
      subject($0, $1, generation($0))
    }
  }

  private static func subject(_ event: String, _ person: String, _ generation: Int) -> [String] {
    generation == 0 ? [event, person] : [event, person, String(generation)]
  }

  /// key id ‖ reference ‖ MAC of `subject`, cut to `length` bytes.
  static func sign(
    _ purpose: LinkPurpose, subject: [String], reference: LinkReference, id: SigningKeys.KeyID,
    length: Int, keys: SigningKeys
  ) -> [UInt8] {
    guard let key = keys.key(purpose, id: id) else { preconditionFailure("no key \(id)") }
    var bytes = [id]
    bytes.reserveCapacity(1 + LinkReference.byteCount + length)
    reference.append(to: &bytes)
    mac(subject, key).withUnsafeBytes { bytes.append(contentsOf: $0.prefix(length)) }
    return bytes
  }

  /// Checks signed bytes against each pair that they may be about. A token that names nobody costs
  /// the same one MAC as a forged one.
  static func verify(
    _ bytes: [UInt8], _ purpose: LinkPurpose, _ directory: LinkIndex, _ length: Int,
    _ keys: SigningKeys, subject: (_ event: String, _ person: String) -> [String]
  ) -> (event: String, person: String)? {
    guard bytes.count == 1 + LinkReference.byteCount + length,
      let key = keys.key(purpose, id: bytes[0])
    else { return nil }
    let given = bytes.suffix(length)
    let candidates = directory.candidates(LinkReference(bytes[1...LinkReference.byteCount]))
    for pair in candidates
    where isEqual(mac(subject(pair.event, pair.person), key), inConstantTimeTo: given) {
      return pair
    }
    if candidates.isEmpty { _ = mac(subject("", ""), key) }
    return nil
  }

  private static func mac(_ subject: [String], _ key: HMAC<SHA256>) -> HMAC<SHA256>.MAC {
    var message: [UInt8] = []
    message.reserveCapacity(128)
    for part in subject {
      message.append(contentsOf: part.utf8)
      message.append(0)
    }
    var code = key
    code.update(data: message)
    return code.finalize()
  }

  /// Whether the code begins with `given`.
  private static func isEqual(
    _ code: HMAC<SHA256>.MAC, inConstantTimeTo given: ArraySlice<UInt8>
  ) -> Bool {
    code.withUnsafeBytes { code in
      guard given.count <= code.count else { return false }
      var difference: UInt8 = 0
      for (x, y) in zip(code, given) { difference |= x ^ y }
      return difference == 0
    }
  }
}
