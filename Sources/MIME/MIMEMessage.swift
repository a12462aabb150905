/// A mail taken apart: its entities in the order in which they stand, the whole first.
package struct MIMEMessage: Sendable {
  package let bytes: Bytes
  /// At least one.
  package let parts: [MIMEPart]

  package var header: Header { parts[0].header }

  /// The parts that hold something themselves and belong to this mail, not to one within it.
  package var leaves: [MIMEPart] { parts.filter { !$0.isEnclosed && !$0.hasChildren } }

  /// The decoded bytes of a part, at most `most` of them; never more than the mail has.
  package func content(_ part: MIMEPart, most: Int = .max) -> [UInt8] {
    part.encoding.decode(bytes[part.body], most: most)
  }

  /// A part's text in UTF-8, of at most `most` decoded bytes.
  package func text(_ part: MIMEPart, most: Int = .max) -> [UInt8] {
    part.charset.utf8(content(part, most: most)[...])
  }
}
