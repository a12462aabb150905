/// The domain of an address in the form mail servers speak: lower-case A-labels (RFC 5890), sizes
/// as in RFC 5321 section 4.5.3.1.2.
enum DomainName {
  static let longest = 255
  static let longestLabel = 63

  /// - Throws: the end of a sentence that begins with the address.
  static func ascii(_ text: Substring) throws(AddressProblem) -> String {
    guard !text.isEmpty else { throw AddressProblem("has nothing after the @") }
    guard !text.hasPrefix("[") else {
      throw AddressProblem("has a number for a domain; only names are accepted")
    }
    // The full stops of East Asian input methods (RFC 3490 section 3.1).
    let dots: Set<Unicode.Scalar> = [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"]
    var labels: [String] = []
    for part in text.unicodeScalars.split(
      omittingEmptySubsequences: false,
      whereSeparator: {
        dots.contains($0)
      })
    {
      labels.append(try label(String(part)))
    }
    let name = labels.joined(separator: ".")
    guard name.utf8.count <= longest else { throw AddressProblem("has a domain that is too long") }
    guard labels.count > 1 || name == "localhost" else {
      throw AddressProblem("has no complete domain after the @")
    }
    guard let top = labels.last, !top.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw AddressProblem("has a number for a domain; only names are accepted")
    }
    return name
  }

  private static func label(_ text: String) throws(AddressProblem) -> String {
    guard !text.isEmpty else { throw AddressProblem("has two dots in a row, or one at an end") }
    let lower = text.lowercased().composed
    guard lower.unicodeScalars.allSatisfy(isAllowed) else {
      throw AddressProblem("has a character that no domain can have")
    }
    guard !lower.hasPrefix("-"), !lower.hasSuffix("-") else {
      throw AddressProblem("has a domain with a hyphen where none can be")
    }
    let ascii: String
    if lower.utf8.allSatisfy({ $0 < 0x80 }) {
      ascii = lower
    } else {
      guard let first = lower.unicodeScalars.first, !isMark(first),
        let encoded = Punycode.encode(lower)
      else { throw AddressProblem("has a domain that cannot be written in letters") }
      ascii = "xn--" + encoded
    }
    guard ascii.utf8.count <= longestLabel else {
      throw AddressProblem("has a part of its domain that is longer than \(longestLabel) letters")
    }
    return ascii
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return isASCIILetter(UInt8(scalar.value)) || isDigitOrHyphen(scalar) }
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark,
      .decimalNumber:
      return true
    default: return scalar == "\u{B7}" || scalar == "\u{30FB}"
    }
  }

  private static func isDigitOrHyphen(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar) || scalar == "-"
  }

  private static func isASCIILetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= 0x61 && lower <= 0x7A
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}
