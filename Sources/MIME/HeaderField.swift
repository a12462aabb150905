/// One field of a header (RFC 5322 section 2.2), folded as it came.
package struct HeaderField: Sendable {
  /// In lower case.
  package let name: String
  package let raw: Bytes

  /// On one line, without white space at the ends.
  package var value: Bytes {
    guard raw.contains(.lf) else { return raw.trimmed }
    var line: [UInt8] = []
    line.reserveCapacity(raw.count)
    for byte in raw where byte != .lf && byte != .cr { line.append(byte == .tab ? .space : byte) }
    return line[...].trimmed
  }
}
