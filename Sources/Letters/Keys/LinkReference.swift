import Crypto

/// Short names of an event and a person inside a token. They only help to find the two: the
/// signature covers the whole ids, so two people with one reference cannot be confused.
struct LinkReference: Equatable {
  static let byteCount = 10

  /// 4 and 6 bytes.
  var event: UInt64
  var person: UInt64

  init(event: String, person: String) {
    self.event = Self.digest(event) >> 32
    self.person = Self.digest(person) >> 16
  }

  /// The same person with another event, without computing the person's digest again.
  init(event: String, personOf other: LinkReference) {
    self.event = event.isEmpty ? Self.none : Self.digest(event) >> 32
    person = other.person
  }

  private static let none = digest("") >> 32

  init(_ bytes: ArraySlice<UInt8>) {
    var value: UInt64 = 0
    for byte in bytes.prefix(4) { value = value << 8 | UInt64(byte) }
    event = value
    value = 0
    for byte in bytes.dropFirst(4).prefix(6) { value = value << 8 | UInt64(byte) }
    person = value
  }

  func append(to bytes: inout [UInt8]) {
    for shift in stride(from: 24, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: event >> UInt64(shift)))
    }
    for shift in stride(from: 40, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: person >> UInt64(shift)))
    }
  }

  /// The first eight bytes of the SHA-256 of an id; no secret, so that it outlives every key.
  static func digest(_ id: String) -> UInt64 {
    SHA256.hash(data: Array(id.utf8)).withUnsafeBytes { digest in
      UInt64(bigEndian: digest.loadUnaligned(as: UInt64.self))
    }
  }
}
