import Domain

/// Collects the problems of one run; each is kept once.
final class Findings {
  private var found: Set<Problem> = []
  let looks: Looks

  init(looks: Looks = .none) { self.looks = looks }

  func add(
    _ path: String, _ place: SourcePlace, _ severity: Problem.Severity = .error, _ text: String
  ) {
    found.insert(
      Problem(
        path: path, line: place.line, column: place.column, severity: severity,
        text: Findings.oneLine(text)))
  }

  func add(_ problems: [Problem]) { found.formUnion(problems) }

  func hasErrors(in path: String) -> Bool {
    found.contains { $0.path == path && $0.severity == .error }
  }

  var hasErrors: Bool { found.contains { $0.severity == .error } }

  /// By path, line, column, then text.
  var sorted: [Problem] {
    found.sorted {
      ($0.path, $0.line, $0.column, $0.severity.rawValue, $0.text)
        < ($1.path, $1.line, $1.column, $1.severity.rawValue, $1.text)
    }
  }

  /// What a file holds may appear in a text; it must not break the line or the terminal.
  static func oneLine(_ text: String) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(600) {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      clean.append(isControl ? " " : scalar)
    }
    return String(clean)
  }
}
