/// One finding of `convoke check`, printed as `path:line:column: error|warning: text`.
///
/// Lines and columns count from 1; columns count Unicode scalars, as editors do. A finding about a
/// whole file stands at 1:1.
package struct Problem: Hashable, Sendable, Error, CustomStringConvertible {
  package enum Severity: String, Sendable { case error, warning }

  package var path: String
  package var line: Int
  package var column: Int
  package var severity: Severity
  package var text: String
  /// How many it stands for: more than one where a line counts the others of a kind.
  package var count = 1

  package init(
    path: String, line: Int = 1, column: Int = 1, severity: Severity = .error, text: String
  ) {
    self.path = path
    self.line = line
    self.column = column
    self.severity = severity
    self.text = text
  }

  package var description: String { "\(path):\(line):\(column): \(severity.rawValue): \(text)" }
}
