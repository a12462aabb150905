/// Writes iCalendar content lines (RFC 5545 3.1): folded at 75 octets between scalars, CRLF.
struct CalendarWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int = 2048) { bytes.reserveCapacity(capacity) }

  /// A line of our own making, such as `BEGIN:VEVENT`.
  mutating func line(_ text: String) { fold(Array(text.utf8)) }

  /// A property of type TEXT (3.3.11): backslash, semicolon, comma and line ends are escaped.
  mutating func text(_ property: String, _ value: String) {
    var out = Array(property.utf8)
    out.append(0x3a)
    var afterReturn = false
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\n" where afterReturn: break
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": out.append("\\n")
      case "\\": out.append("\\\\")
      case ";": out.append("\\;")
      case ",": out.append("\\,")
      case "\t": out.append(0x20)
      default:
        if (0x20..<0x7f).contains(scalar.value) {
          out.append(UInt8(truncatingIfNeeded: scalar.value))
        } else if scalar.value < 0xa0 {
          out.append(text: "\u{FFFD}")
        } else {
          out.append(contentsOf: String(scalar).utf8)
        }
      }
      afterReturn = scalar == "\r"
    }
    fold(out)
  }

  /// A calendar address with parameters: `ATTENDEE;…;CN="Anna":mailto:…`. The name is quoted, with
  /// RFC 6868 for what a quoted value cannot hold.
  mutating func address(_ property: String, name: String, address: String) {
    var out = Array(property.utf8)
    if !name.isEmpty {
      out.append(";CN=\"")
      for scalar in PlainText.oneLine(name).unicodeScalars {
        switch scalar {
        case "^": out.append("^^")
        case "\"": out.append("^'")
        default: out.append(contentsOf: String(scalar).utf8)
        }
      }
      out.append("\"")
    }
    out.append(":mailto:")
    out.append(text: MailtoLink.address(address))
    fold(out)
  }

  mutating func append(_ lines: [UInt8]) { bytes.append(contentsOf: lines) }

  private mutating func fold(_ line: [UInt8]) {
    var start = 0
    var limit = 75
    while line.count - start > limit {
      var end = start + limit
      while line[end] & 0xc0 == 0x80 { end -= 1 }
      bytes.append(contentsOf: line[start..<end])
      bytes.append("\r\n ")
      start = end
      limit = 74
    }
    bytes.append(contentsOf: line[start...])
    bytes.appendCRLF()
  }
}
