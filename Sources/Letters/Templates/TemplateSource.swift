import Domain

/// A piece of a template file, able to say where in the file an offset is.
struct TemplateSource {
  let path: String
  let text: String
  /// The line of the file on which the piece begins, and the column of its first character.
  let line: Int
  let column: Int
  let places: PlaceCounter

  /// `text` may have the line ends of Windows; they become LF.
  init(path: String, text: String, line: Int = 1, column: Int = 1) {
    self.path = path
    self.text = Self.withLineFeeds(text)
    self.line = line
    self.column = column
    places = PlaceCounter(self.text)
  }

  private static func withLineFeeds(_ text: String) -> String {
    guard text.utf8.contains(0x0d) else { return text }
    let bytes = Array(text.utf8)
    let kept = bytes.indices.filter { index in
      bytes[index] != 0x0d || index + 1 == bytes.count || bytes[index + 1] != 0x0a
    }
    return String(decoding: kept.map { bytes[$0] }, as: UTF8.self)
  }

  /// `offset` counts UTF-8 bytes from the start of the piece.
  func problem(at offset: Int, _ message: String, severity: Problem.Severity = .error) -> Problem {
    let place = places.place(at: offset)
    let isFirstLine = place.line == 0
    return Problem(
      path: path, line: line + place.line, column: (isFirstLine ? column : 1) + place.column,
      severity: severity, text: message)
  }
}
