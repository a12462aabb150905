import JSONLines

/// What a caller wants kept: a type, an instant, and members the store does not look into.
package struct Record: Sendable, Equatable {
  /// Letters, digits, ".", "-" and "_"; not one of `LineFormat.reservedTypes`.
  package var type: String

  /// Milliseconds since 1970 in UTC.
  package var at: Int64

  /// JSON members without braces, such as `"event":"x","person":"p"`; may be empty. The names
  /// `seq`, `durable`, `line`, `at`, `type` and `crc` are the store's own.
  package var fields: [UInt8]

  package init(type: String, at: Int64, fields: [UInt8] = []) {
    self.type = type
    self.at = at
    self.fields = fields
  }

  /// Why the record cannot be kept, and nil for one that can. To append one that cannot is a defect
  /// of the caller and stops the program.
  package var problem: String? {
    let isPlain = type.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
      default: false
      }
    }
    if !isPlain || type.isEmpty { return "has a type that is not a plain word" }
    if LineFormat.reservedTypes.contains(type) { return "has a type that is the store's own" }
    if !Timestamp.canWrite(at) { return "has an instant that cannot be written: \(at)" }
    return fields.isEmpty ? nil : problemOfFields
  }

  private var problemOfFields: String? {
    if fields.contains(0x0A) { return "has a raw newline in its fields" }
    do {
      return try JSONLine.parse([UInt8(ascii: "{")] + fields + [UInt8(ascii: "}")]) { line in
        let isOwn = Self.reservedNames.contains(where: line.has)
        return isOwn ? "has a field whose name is the store's own" : nil
      }
    } catch {
      return "has fields that are not JSON: \(error)"
    }
  }

  private static let reservedNames: [StaticString] = [
    "seq", "durable", "line", "at", "type", "crc",
  ]
}
