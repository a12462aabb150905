import MIME

/// One content line of iCalendar (RFC 5545 section 3.1): `NAME;PARAM=value:VALUE`.
struct CalendarLine {
  /// In capitals.
  let name: String
  let value: Bytes
  private let parameters: Bytes

  /// nil where there is no colon.
  init?(_ line: Bytes) {
    var index = line.startIndex
    while index < line.endIndex, line[index] != Self.colon, line[index] != Self.semicolon {
      index += 1
    }
    let nameEnd = index
    var isQuoted = false
    while index < line.endIndex, isQuoted || line[index] != Self.colon {
      if line[index] == Self.quote { isQuoted.toggle() }
      index += 1
    }
    // A quote that is never closed: then it was none.
    if index == line.endIndex, isQuoted {
      index = line[nameEnd...].firstIndex(of: Self.colon) ?? line.endIndex
    }
    guard index < line.endIndex, nameEnd > line.startIndex else { return nil }
    name = line[..<nameEnd].trimmed.text.uppercased()
    parameters = line[nameEnd..<index]
    value = line[(index + 1)...]
  }

  /// The value of a parameter, without quotes and with `^n`, `^^` and `^'` read (RFC 6868).
  func parameter(_ wanted: String) -> [UInt8]? {
    var index = parameters.startIndex
    while index < parameters.endIndex {
      index += 1
      let start = index
      while index < parameters.endIndex, parameters[index] != UInt8(ascii: "=") {
        if parameters[index] == Self.semicolon { break }
        index += 1
      }
      let name = parameters[start..<index]
      let isFound = name.trimmed.equals(wanted)
      guard index < parameters.endIndex, parameters[index] == UInt8(ascii: "=") else { continue }
      index += 1
      var value: [UInt8] = []
      var isQuoted = false
      while index < parameters.endIndex, isQuoted || parameters[index] != Self.semicolon {
        if parameters[index] == Self.quote {
          isQuoted.toggle()
        } else if isFound {
          value.append(parameters[index])
        }
        index += 1
      }
      if isFound { return Self.uncaret(value) }
    }
    return nil
  }

  /// The value as TEXT (section 3.3.11).
  var text: [UInt8] {
    var text: [UInt8] = []
    var isEscaped = false
    for byte in value {
      if isEscaped {
        text.append(byte == UInt8(ascii: "n") || byte == UInt8(ascii: "N") ? .lf : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        text.append(byte)
      }
    }
    return text
  }

  private static func uncaret(_ value: [UInt8]) -> [UInt8] {
    guard value.contains(UInt8(ascii: "^")) else { return value }
    var text: [UInt8] = []
    var isEscaped = false
    for byte in value {
      if isEscaped {
        switch byte {
        case UInt8(ascii: "n"): text.append(.lf)
        case UInt8(ascii: "'"): text.append(quote)
        case UInt8(ascii: "^"): text.append(byte)
        default: text += [UInt8(ascii: "^"), byte]
        }
        isEscaped = false
      } else if byte == UInt8(ascii: "^") {
        isEscaped = true
      } else {
        text.append(byte)
      }
    }
    return text
  }

  private static let colon = UInt8(ascii: ":")
  private static let semicolon = UInt8(ascii: ";")
  private static let quote = UInt8(ascii: "\"")
}
