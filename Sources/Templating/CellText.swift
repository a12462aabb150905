/// What a cell of a spreadsheet says, without what spreadsheets put around it.
package enum CellText {
  /// In one line and without white space at the ends, with a space for a line end, tab or space of
  /// another kind, and without what nobody sees; nil when there is another control character.
  package static func line(_ text: String) -> String? {
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return unquoted(trim(text)) }
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\r": continue
      case "\n", "\t": line.append(" ")
      case "\u{200C}", "\u{200D}": line.append(scalar)  // Scripts need these two inside of words.
      default:
        guard scalar.value >= 0x20, scalar.value != 0x7F else { return nil }
        switch scalar.properties.generalCategory {
        case .format: continue
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: line.append(" ")
        default: line.append(scalar)
        }
      }
    }
    return unquoted(trim(String(line)))
  }

  /// `="00042"` is how a spreadsheet is told to keep the zeros.
  private static func unquoted(_ text: String) -> String {
    guard text.hasPrefix("=\""), text.hasSuffix("\""), text.utf8.count > 2 else { return text }
    return trim(String(text.dropFirst(2).dropLast()).replacing("\"\"", with: "\""))
  }
}

/// Without white space at either end.
package func trim(_ text: some StringProtocol) -> String {
  // Nearly all text begins and ends with a printable ASCII character.
  let plain: ClosedRange<Unicode.Scalar> = "!"..."~"
  if let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
    plain.contains(first), plain.contains(last)
  {
    return String(text)
  }
  func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
  let scalars = text.unicodeScalars.drop(while: isBlank)
  let end = scalars.lastIndex { !isBlank($0) }
  return end.map { String(String.UnicodeScalarView(scalars[...$0])) } ?? ""
}
