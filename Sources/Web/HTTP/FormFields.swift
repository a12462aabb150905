/// The fields of a form, in the order sent, as `application/x-www-form-urlencoded` (WHATWG URL
/// section 5.1) or `multipart/form-data` (RFC 7578).
struct FormFields: Sendable, Equatable {
  /// Names as sent, values through the one normaliser (`FormText.tidied`): whoever reads a form
  /// gets no other text. Both are valid UTF-8 without NUL.
  private(set) var pairs: [(name: String, value: String)] = []

  /// More fields than this are nobody's form.
  static let most = 200

  init() {}

  func first(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
  func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  static func == (a: FormFields, b: FormFields) -> Bool {
    a.pairs.elementsEqual(b.pairs) { $0 == $1 }
  }

  enum Unreadable: Error, Equatable {
    /// Neither of the two media types.
    case mediaType
    /// Too many fields, bad escapes, not UTF-8, no boundary.
    case malformed
  }

  /// Reads a body; `contentType` is the header field.
  init(body: [UInt8], contentType: String?) throws(Unreadable) {
    let parts = MediaTypeField(contentType ?? "")
    switch parts.type {
    case "application/x-www-form-urlencoded":
      try readURLEncoded(body)
    case "multipart/form-data":
      guard let boundary = parts.parameters["boundary"], !boundary.isEmpty else {
        throw .malformed
      }
      try readMultipart(body, boundary: Array(boundary.utf8))
    default:
      throw .mediaType
    }
  }

  private mutating func readURLEncoded(_ body: [UInt8]) throws(Unreadable) {
    for pair in body.split(separator: UInt8(ascii: "&")) {
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      let name = try Self.decoded(pair[..<equals])
      let value = equals == pair.endIndex ? [] : try Self.decoded(pair[(equals + 1)...])
      try add(name: name, value: value)
    }
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) throws(Unreadable) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "+"):
        result.append(0x20)
        index += 1
      case UInt8(ascii: "%"):
        guard index + 2 < bytes.endIndex, let high = hexDigit(bytes[index + 1]),
          let low = hexDigit(bytes[index + 2])
        else { throw .malformed }
        result.append(high << 4 | low)
        index += 3
      case let byte:
        result.append(byte)
        index += 1
      }
    }
    return result
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  mutating func add(name: [UInt8], value: [UInt8]) throws(Unreadable) {
    guard pairs.count < Self.most, !name.contains(0), !value.contains(0),
      let name = String(validating: name, as: UTF8.self),
      let value = String(validating: value, as: UTF8.self)
    else { throw .malformed }
    pairs.append((name, FormText.tidied(value)))
  }
}
