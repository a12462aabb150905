import CCMark

extension Composer {
  /// The pictures in a Markdown text, which mails do not carry: where each begins, in Unicode
  /// scalars.
  package static func pictures(in text: String) -> [Int] { MarkdownParser.pictures(in: text) }
}

extension MarkdownParser {
  /// Where the pictures of a text begin, counted in Unicode scalars.
  static func pictures(in text: String) -> [Int] {
    guard text.contains("![") else { return [] }
    var lines: [Int] = []
    walk(text) { type, line in
      if type == "image" { lines.append(line) }
    }
    return places(of: lines, in: text)
  }

  /// cmark knows the line of a picture for certain, and its column hardly: the next `![` from there
  /// on is it.
  private static func places(of lines: [Int], in text: String) -> [Int] {
    let scalars = Array(text.unicodeScalars)
    var starts = [0]
    for (index, scalar) in scalars.enumerated() where scalar == "\n" { starts.append(index + 1) }
    var places: [Int] = []
    for line in lines {
      let start = starts[min(max(line, 1), starts.count) - 1]
      let from = max(start, places.last.map { $0 + 2 } ?? 0)
      let found = (from..<max(from, scalars.count - 1)).first {
        scalars[$0] == "!" && scalars[$0 + 1] == "["
      }
      places.append(found ?? start)
    }
    return places
  }
}
