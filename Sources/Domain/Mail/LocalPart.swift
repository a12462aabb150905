/// What stands before the @: a dot-atom or a quoted string (RFC 5321 section 4.1.2), also with
/// letters outside ASCII (RFC 6531 section 3.3).
enum LocalPart {
  static let longest = 64

  /// In form C; quotes that are not needed are taken away.
  /// - Throws: the end of a sentence that begins with the address.
  static func checked(_ text: Substring) throws(AddressProblem) -> String {
    guard !text.isEmpty else { throw AddressProblem("has nothing before the @") }
    let local = String(text).composed
    guard local.utf8.count <= longest else {
      throw AddressProblem("has more than \(longest) bytes before the @")
    }
    if local.hasPrefix("\"") { return try quoted(local) }
    guard local.unicodeScalars.allSatisfy({ isAtom($0) || $0 == "." }) else {
      throw AddressProblem("has a character that cannot stand before the @")
    }
    guard isDotAtom(local) else {
      throw AddressProblem("has a dot at the wrong place before the @")
    }
    return local
  }

  private static func quoted(_ local: String) throws(AddressProblem) -> String {
    guard local.utf8.count > 2, local.hasSuffix("\"") else {
      throw AddressProblem("has a quote that does not close")
    }
    var plain = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in local.dropFirst().dropLast().unicodeScalars {
      if scalar == "\\", !isEscaped {
        isEscaped = true
        continue
      }
      guard isQuotable(scalar), scalar != "\"" else {
        throw AddressProblem("has a character that cannot stand before the @")
      }
      plain.append(scalar)
      isEscaped = false
    }
    guard !isEscaped else { throw AddressProblem("has a quote that does not close") }
    let unquoted = String(plain)
    return isDotAtom(unquoted) && plain.allSatisfy({ isAtom($0) || $0 == "." }) ? unquoted : local
  }

  private static func isDotAtom(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix(".") && !text.hasSuffix(".") && !text.contains("..")
  }

  private static func isAtom(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "_", "`", "{", "|", "}",
      "~":
      true
    default: isForeign(scalar)
    }
  }

  /// Angle brackets and quotes are legal in quotes, but too many programs take them for the end:
  /// what is taken here must pass the last look before an SMTP command, too (`EnvelopeAddress`).
  private static func isQuotable(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? (32...126).contains(scalar.value) && scalar != "<" && scalar != ">" : isForeign(scalar)
  }

  private static func isForeign(_ scalar: Unicode.Scalar) -> Bool {
    // Variation selectors, the mark of a lost character and what stands above them.
    guard !scalar.isASCII, !(0xFFF0...0xFFFF).contains(scalar.value), scalar.value < 0xE0000 else {
      return false
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate,
      .privateUse, .unassigned:
      return false
    default: return true
    }
  }
}
