package import JSONLines

/// One entry as it is read back. Valid only during the call that hands it over.
package struct ReplayedLine {
  /// The entry's place in the journal; for a line of a snapshot the seq the snapshot stands for.
  package let seq: Int

  /// Milliseconds since 1970 in UTC.
  package let at: Int64

  package let type: String

  /// Whether the line comes from a snapshot: a statement of state rather than something new.
  package let isFromSnapshot: Bool

  /// The whole line; the caller's fields are among its members.
  package let json: JSONLine

  /// The whole line's bytes, without the newline.
  package let bytes: UnsafeRawBufferPointer

  private let fields: Range<Int>

  init(
    _ line: LineFormat.Line, seq: Int, isFromSnapshot: Bool, bytes: UnsafeRawBufferPointer
  )
    throws(JSONSyntaxError)
  {
    self.seq = seq
    at = line.at
    type = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[line.type]), as: UTF8.self)
    self.isFromSnapshot = isFromSnapshot
    json = try JSONLine(bytes)
    self.bytes = bytes
    fields = line.fields
  }

  /// The entry as it was appended, unknown fields included; a copy that may be kept.
  package var record: Record {
    Record(type: type, at: at, fields: Array(bytes[fields]))
  }
}
