import Glibc

/// One JSON object, read by a strict single-pass scanner; there is no general decoder behind it.
///
/// Valid only while the bytes it was made from live and do not change. Members are looked up by
/// name and decoded when asked for; a member of another type reads as `nil`, like one not there.
package struct JSONLine {
  package let bytes: UnsafeRawBufferPointer
  let members: [JSONScanner.Member]

  /// Reads an object and nothing after it but white space (RFC 8259; duplicate names, trailing
  /// commas and bad UTF-8 are errors). The bytes must outlive the value.
  package init(_ bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
    self.bytes = bytes
    members = try JSONScanner.members(of: bytes)
  }

  /// Reads `bytes` and hands the line to `body`, which must not let it escape.
  package static func parse<R>(_ bytes: [UInt8], _ body: (JSONLine) throws -> R) throws -> R {
    try bytes.withUnsafeBytes { try body(JSONLine($0)) }
  }

  /// The names of the members, in the order of the text.
  package var names: [String] {
    members.map(name(of:))
  }

  package func has(_ name: StaticString) -> Bool {
    find(name) != nil
  }

  /// The value's bytes as they stand, quotes and brackets included.
  package func raw(_ name: StaticString) -> UnsafeRawBufferPointer? {
    find(name).map(value(of:))
  }

  package func string(_ name: StaticString) -> String? {
    raw(name).flatMap(Self.string)
  }

  /// A number without fraction and exponent that fits `Int`.
  package func int(_ name: StaticString) -> Int? {
    raw(name).flatMap(Self.int)
  }

  package func double(_ name: StaticString) -> Double? {
    guard let raw = raw(name), let first = raw.first,
      first == UInt8(ascii: "-") || first &- 0x30 < 10
    else { return nil }
    return Double(String(decoding: raw, as: UTF8.self))
  }

  package func bool(_ name: StaticString) -> Bool? {
    switch raw(name)?.first {
    case UInt8(ascii: "t"): true
    case UInt8(ascii: "f"): false
    default: nil
    }
  }

  /// An array of strings; `nil` when an element is something else.
  package func strings(_ name: StaticString) -> [String]? {
    elements(name, Self.string)
  }

  /// An array of integers; `nil` when an element is something else.
  package func ints(_ name: StaticString) -> [Int]? {
    elements(name, Self.int)
  }

  /// An object of strings, in the order of the text; `nil` when a value is something else.
  package func pairs(_ name: StaticString) -> [(key: String, value: String)]? {
    guard let object = object(name) else { return nil }
    var pairs: [(key: String, value: String)] = []
    pairs.reserveCapacity(object.members.count)
    for member in object.members {
      guard let value = Self.string(object.value(of: member)) else { return nil }
      pairs.append((object.name(of: member), value))
    }
    return pairs
  }

  package func object(_ name: StaticString) -> JSONLine? {
    raw(name).flatMap(Self.object)
  }

  /// An array of objects; `nil` when an element is something else.
  package func objects(_ name: StaticString) -> [JSONLine]? {
    elements(name, Self.object)
  }
}
