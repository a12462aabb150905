extension Unicode.Scalar {
  /// Whether nobody sees it: a mark of direction, a joiner, a space of no width or of another kind.
  /// A reader takes the text for one without it.
  package var isInvisible: Bool {
    switch properties.generalCategory {
    case .format, .lineSeparator, .paragraphSeparator: true
    case .spaceSeparator: self != " "
    default: false
    }
  }
}

extension String {
  /// For a line that is shown: a space for each control character, and the number of each character
  /// that is invisible, `<U+200B>`.
  package var visible: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    var clean = ""
    for scalar in unicodeScalars {
      if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
        clean.unicodeScalars.append(" ")
      } else if scalar.isInvisible {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        clean += "<U+\(String(repeating: "0", count: max(0, 4 - digits.utf8.count)))\(digits)>"
      } else {
        clean.unicodeScalars.append(scalar)
      }
    }
    return clean
  }
}
