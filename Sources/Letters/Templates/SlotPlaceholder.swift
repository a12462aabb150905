/// Stands for tag number n while the Markdown parser reads the text around it: one scalar of a
/// private-use plane, a letter to CommonMark, so emphasis and links keep their shape.
enum SlotPlaceholder {
  private static let first: UInt32 = 0xF0000
  static let limit = 0xFFFD

  static func scalar(_ index: Int) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(first + UInt32(index)) else {
      preconditionFailure("tag number \(index)")
    }
    return scalar
  }

  static func index(_ scalar: Unicode.Scalar) -> Int? {
    (first...first + UInt32(limit)).contains(scalar.value) ? Int(scalar.value - first) : nil
  }

  /// `text` without scalars that would be read as tags.
  static func removed(from text: String) -> String {
    guard text.unicodeScalars.contains(where: { index($0) != nil }) else { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { out.append(index(scalar) == nil ? scalar : "\u{FFFD}") }
    return String(out)
  }
}
