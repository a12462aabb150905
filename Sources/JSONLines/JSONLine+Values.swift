import Glibc

extension JSONLine {
  /// The members in the order of the text, each value's bytes as they stand.
  package var values: [(name: String, raw: UnsafeRawBufferPointer)] {
    members.map { (name(of: $0), value(of: $0)) }
  }

  /// The text of a raw value; nil when it is something else.
  package static func text(_ raw: UnsafeRawBufferPointer) -> String? { string(raw) }

  func find(_ name: StaticString) -> JSONScanner.Member? {
    name.withUTF8Buffer { wanted in
      for member in members {
        let start = Int(member.nameStart)
        let count = Int(member.nameEnd) - start
        if count == wanted.count,
          count == 0 || memcmp(bytes.baseAddress! + start, wanted.baseAddress!, count) == 0
        {
          return member
        }
        if member.nameHasEscapes, self.name(of: member).utf8.elementsEqual(wanted) {
          return member
        }
      }
      return nil
    }
  }

  func name(of member: JSONScanner.Member) -> String {
    JSONText.decode(
      UnsafeRawBufferPointer(rebasing: bytes[Int(member.nameStart)..<Int(member.nameEnd)]))
  }

  func value(of member: JSONScanner.Member) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[Int(member.valueStart)..<Int(member.valueEnd)])
  }

  func elements<Element>(
    _ name: StaticString, _ decode: (UnsafeRawBufferPointer) -> Element?
  ) -> [Element]? {
    guard let raw = raw(name), raw.first == UInt8(ascii: "["),
      let ranges = try? JSONScanner.elements(of: raw)
    else { return nil }
    var elements: [Element] = []
    elements.reserveCapacity(ranges.count)
    for range in ranges {
      guard let element = decode(UnsafeRawBufferPointer(rebasing: raw[range])) else { return nil }
      elements.append(element)
    }
    return elements
  }

  static func string(_ raw: UnsafeRawBufferPointer) -> String? {
    guard raw.first == UInt8(ascii: "\"") else { return nil }
    let inner = UnsafeRawBufferPointer(rebasing: raw[1..<raw.count - 1])
    if inner.isEmpty { return "" }
    if memchr(inner.baseAddress!, 0x5C, inner.count) == nil {
      return String(decoding: inner, as: UTF8.self)
    }
    return JSONText.decode(inner)
  }

  static func int(_ raw: UnsafeRawBufferPointer) -> Int? {
    var value = 0
    let isNegative = raw.first == UInt8(ascii: "-")
    let digits = isNegative ? raw.dropFirst() : raw[...]
    if digits.isEmpty { return nil }
    for byte in digits {
      let digit = Int(byte) - 0x30
      guard (0...9).contains(digit) else { return nil }
      // Negative numbers are summed downwards, so that Int.min fits.
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, carries) =
        isNegative
        ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      if overflows || carries { return nil }
      value = sum
    }
    return value
  }

  static func object(_ raw: UnsafeRawBufferPointer) -> JSONLine? {
    guard raw.first == UInt8(ascii: "{") else { return nil }
    return try? JSONLine(raw)
  }
}
