import Domain

/// Collects the problems of one run; each is kept once. Of one kind in one file the first 20 are
/// kept, and how many more there were: a million rows of one mistake are no million lines to read.
final class Findings {
  static let mostOfAKind = 20
  /// So many kinds of a file are told apart; a file that is no text has a new one in every line.
  static let mostKinds = 100
  let looks: ValueChecks

  private struct Kind: Hashable {
    var path: String
    var severity: Problem.Severity
    var text: String
  }

  private var found: Set<Problem> = []
  private let isWhole: Bool
  private var counts: [Kind: Int] = [:]
  private var kinds: [String: Int] = [:]
  /// The last one kept of each kind of which there were more.
  private var last: [Kind: Problem] = [:]
  private(set) var hasErrors = false

  /// `isWhole`: all are kept.
  init(looks: ValueChecks = .none, isWhole: Bool = false) {
    self.looks = looks
    self.isWhole = isWhole
  }

  /// `kind`: what such problems have in common, where it is not what is left of the text without
  /// what it quotes.
  func add(
    _ path: String, _ place: SourcePlace, _ severity: Problem.Severity = .error, _ text: String,
    kind: String? = nil
  ) {
    add(
      Problem(
        path: path, line: place.line, column: place.column, severity: severity,
        text: Findings.oneLine(text)), kind)
  }

  func add(_ problems: [Problem]) {
    for problem in problems { add(problem, nil) }
  }

  private func add(_ problem: Problem, _ name: String?) {
    if problem.severity == .error { hasErrors = true }
    if isWhole {
      found.insert(problem)
      return
    }
    if found.contains(problem) { return }
    let kind = kind(problem, name)
    let count = counts[kind, default: 0] + 1
    counts[kind] = count
    if count <= Self.mostOfAKind {
      found.insert(problem)
      last[kind] = problem
    }
  }

  private func kind(_ problem: Problem, _ name: String?) -> Kind {
    var kind = Kind(
      path: problem.path, severity: problem.severity, text: name ?? Self.kind(of: problem.text))
    if counts[kind] == nil {
      let number = kinds[problem.path, default: 0] + 1
      if number > Self.mostKinds {
        kind.text = ""
      } else {
        kinds[problem.path] = number
      }
    }
    return kind
  }

  /// What is left of a text without what it quotes, numbers and addresses.
  static func kind(of text: String) -> String {
    var kind: [UInt8] = []
    var quote: UInt8?
    for byte in text.utf8.prefix(200) {
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if !(0x30...0x39 ~= byte) {
        kind.append(byte)
      }
    }
    return String(decoding: kind, as: UTF8.self)
  }

  func hasErrors(in path: String) -> Bool {
    found.contains { $0.path == path && $0.severity == .error }
  }

  /// By path, line, column, then text.
  var sorted: [Problem] {
    let all = found.sorted {
      ($0.path, $0.line, $0.column, $0.severity.rawValue, $0.text)
        < ($1.path, $1.line, $1.column, $1.severity.rawValue, $1.text)
    }
    let more = counts.filter { $0.value > Self.mostOfAKind }.compactMap { kind, count in
      last[kind].map { problem in
        var more = problem
        more.count = count - Self.mostOfAKind
        more.text = "and \(more.count) more of this kind (convoke check --json names all)"
        return (problem, more)
      }
    }
    if more.isEmpty { return all }
    let behind = Dictionary(more, uniquingKeysWith: { a, _ in a })
    return all.flatMap { problem in [problem, behind[problem]].compactMap(\.self) }
  }

  /// What a file holds may appear in a text; it must not break the line or the terminal, and what
  /// cannot be seen is shown.
  static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(600))).visible
  }
}
