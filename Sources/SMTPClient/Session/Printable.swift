/// Text from outside, made harmless for a line of a log or a terminal.
package enum Printable {
  /// Decodes as UTF-8; everything that moves a cursor, a line or the reading direction becomes "?".
  package static func text(_ bytes: some Collection<UInt8>) -> String {
    if bytes.allSatisfy({ (0x20...0x7E).contains($0) }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    var out = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      out.append(isHarmless(scalar) ? scalar : "?")
    }
    return String(out)
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
    default: true
    }
  }
}
