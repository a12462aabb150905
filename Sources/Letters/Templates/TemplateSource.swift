import Domain

/// A piece of a template file, able to say where in the file an offset is.
struct TemplateSource {
  var path: String
  var text: String
  /// The line of the file on which the piece begins, and the column of its first character.
  var line: Int
  var column: Int

  init(path: String, text: String, line: Int = 1, column: Int = 1) {
    self.path = path
    self.text = text
    self.line = line
    self.column = column
  }

  /// `offset` counts UTF-8 bytes from the start of the piece.
  func problem(at offset: Int, _ message: String, severity: Problem.Severity = .error) -> Problem {
    var line = line
    var column = column
    for scalar in String(decoding: Array(text.utf8.prefix(offset)), as: UTF8.self).unicodeScalars {
      if scalar == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return Problem(path: path, line: line, column: column, severity: severity, text: message)
  }
}
