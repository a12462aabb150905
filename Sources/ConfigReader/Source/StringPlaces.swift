/// Finds places inside a quoted TOML string, so that a mistake in an audience is shown where it is.
struct StringPlaces {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var place: SourcePlace

  /// The place of the scalar with number `offset` in the value of the string that begins at
  /// `place`; the beginning itself when the text cannot be followed.
  static func place(
    ofScalar offset: Int, inStringAt place: SourcePlace, bytes: [UInt8]
  ) -> SourcePlace {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).dropFirst(
      place.line - 1)
    guard let first = lines.popFirst(),
      first.count >= place.column - 1
    else { return place }
    var scalars = Array(
      String(decoding: first, as: UTF8.self).unicodeScalars.dropFirst(
        place.column - 1))
    for line in lines {
      if scalars.count > offset * 10 + 100 { break }
      scalars.append("\n")
      scalars += String(decoding: line, as: UTF8.self).unicodeScalars
    }
    var walk = StringPlaces(scalars: scalars, place: place)
    return walk.find(offset) ?? place
  }

  private init(scalars: [Unicode.Scalar], place: SourcePlace) {
    self.scalars = scalars
    self.place = place
  }

  private mutating func find(_ offset: Int) -> SourcePlace? {
    guard let quote = peek, quote == "\"" || quote == "'" else { return nil }
    let isLong = scalars.count >= 3 && scalars[1] == quote && scalars[2] == quote
    for _ in 0..<(isLong ? 3 : 1) { advance() }
    if isLong {
      if peek == "\r" { advance() }
      if peek == "\n" { advance() }
    }
    for _ in 0..<offset {
      if quote == "\"" { skipContinuation() }
      guard let scalar = peek else { return nil }
      if scalar == "\\", quote == "\"" { skipEscape() } else { advance() }
    }
    return place
  }

  private mutating func skipEscape() {
    advance()
    let length: Int
    switch peek {
    case "u": length = 5
    case "U": length = 9
    default: length = 1
    }
    for _ in 0..<length { advance() }
  }

  /// A backslash at the end of a line swallows the white space after it.
  private mutating func skipContinuation() {
    guard peek == "\\", index + 1 < scalars.count, ["\n", "\r", " "].contains(scalars[index + 1])
    else { return }
    advance()
    while let scalar = peek, ["\n", "\r", " ", "\t"].contains(scalar) { advance() }
  }

  private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private mutating func advance() {
    guard index < scalars.count else { return }
    if scalars[index] == "\n" {
      place = SourcePlace(line: place.line + 1, column: 1)
    } else {
      place.column += 1
    }
    index += 1
  }
}
