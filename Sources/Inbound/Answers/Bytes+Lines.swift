import MIME

extension Bytes {
  /// On one line, white space together and controls left out: at most `most` bytes of text.
  func oneLine(_ most: Int) -> String {
    var line: [UInt8] = []
    for byte in self {
      guard line.count < most else { break }
      if byte.isWhite {
        if let last = line.last, last != .space { line.append(.space) }
      } else if byte >= 0x20, byte != 0x7F {
        line.append(byte)
      }
    }
    if line.last == .space { line.removeLast() }
    return line.text.withoutControls.cut(most)
  }

  /// Its lines without their ends, `most` of them.
  func lines(_ most: Int = MailLimits.lines) -> [Bytes] {
    var lines: [Bytes] = []
    var start = startIndex
    while start < endIndex, lines.count < most {
      let line = lineEnd(from: start)
      lines.append(self[start..<line.end])
      start = line.next
    }
    return lines
  }
}

extension String {
  /// Without the controls that only Unicode has (ASCII's are gone where bytes are read), without
  /// its ways to end a line, and without those that turn the direction of what follows (UAX 9).
  var withoutControls: String {
    guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
    return String(
      UnicodeScalarView(
        unicodeScalars.filter { scalar in
          switch scalar.value {
          case 0..<0x80: true
          case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: false
          default: scalar.properties.generalCategory != .control
          }
        }))
  }

  /// The first `most` bytes, and never a part of a character's code.
  func cut(_ most: Int) -> String {
    guard utf8.count > most else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: most)
    while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
