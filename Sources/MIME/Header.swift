/// The fields of one header, in order.
package struct Header: Sendable {
  package private(set) var fields: [HeaderField] = []

  package init() {}

  /// The first of that name, which is given in lower case: where a field that may stand once stands
  /// twice, the first is meant.
  package func first(_ name: String) -> Bytes? { fields.first { $0.name == name }?.value }

  package func all(_ name: String) -> [Bytes] {
    fields.compactMap { $0.name == name ? $0.value : nil }
  }

  /// The first of that name with its encoded-words read.
  package func text(_ name: String) -> String? { first(name).map { EncodedWord.decode($0).text } }

  package func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

  /// Reads from `start` up to and with the empty line.
  ///
  /// A line that is no field is left out where fields go on after it; otherwise the body begins
  /// there, as in mail that forgot the empty line. A leading mbox line (`From …`) is left out.
  /// - Returns: the header, and where the body begins.
  package static func read(
    _ bytes: Bytes, from start: Int
  ) throws(MailDefect) -> (Header, body: Int) {
    var header = Header()
    var position = start
    while position < bytes.endIndex {
      let line = bytes.lineEnd(from: position)
      if line.end == position { return (header, line.next) }
      guard let colon = fieldNameEnd(bytes[position..<line.end]) else {
        let isMbox = position == start && bytes[position..<line.end].begins("from ")
        guard isMbox || goesOn(bytes, line.next) else { return (header, position) }
        position = line.next
        continue
      }
      let next = foldedEnd(bytes, line.next)
      let end = min(next, colon + MIMELimits.fieldBytes)
      guard header.fields.count < MIMELimits.fields else {
        throw MailDefect("more than \(MIMELimits.fields) header fields")
      }
      var nameEnd = colon
      while nameEnd > position, bytes[nameEnd - 1].isWhite { nameEnd -= 1 }
      header.fields.append(
        HeaderField(
          name: bytes[position..<nameEnd].lowered.text, raw: bytes[colon + 1..<max(end, colon + 1)])
      )
      position = next
    }
    return (header, position)
  }

  /// Where the lines end that belong to the field before `start`.
  private static func foldedEnd(_ bytes: Bytes, _ start: Int) -> Int {
    var position = start
    while position < bytes.endIndex, bytes[position] == .space || bytes[position] == .tab {
      position = bytes.lineEnd(from: position).next
    }
    return position
  }

  /// The colon after a field name: printable ASCII without colon, perhaps white space before it.
  package static func fieldNameEnd(_ line: Bytes) -> Int? {
    var index = line.startIndex
    while index < line.endIndex, (0x21...0x7E).contains(line[index]), line[index] != 0x3A {
      index += 1
    }
    guard index > line.startIndex, index - line.startIndex <= 76 else { return nil }
    while index < line.endIndex, line[index] == .space || line[index] == .tab { index += 1 }
    return index < line.endIndex && line[index] == 0x3A ? index : nil
  }

  private static func goesOn(_ bytes: Bytes, _ start: Int) -> Bool {
    guard start < bytes.endIndex else { return false }
    let line = bytes[start..<bytes.lineEnd(from: start).end]
    return line.isEmpty || line.first == .space || line.first == .tab || fieldNameEnd(line) != nil
  }
}
