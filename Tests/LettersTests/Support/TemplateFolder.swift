import Domain
import Foundation

/// The shipped `Templates/`, read with just enough TOML for them.
enum TemplateFolder {
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "../../../Templates").standardized

  static let shipped: TemplateSet = {
    var letters: [String: Article] = [:]
    var words: [String: [String: String]] = [:]
    for language in ["nl", "en"] {
      words[language] = parse(text("\(language)/words.toml"))
      let folder = root.appending(path: language)
      let paths = FileManager.default.subpaths(atPath: folder.path) ?? []
      for path in paths.sorted() where path.hasSuffix(".md") {
        letters["\(language)/\(path.dropLast(3))"] = article("\(language)/\(path)")
      }
    }
    return TemplateSet(
      layoutHTML: SourceText(path: "Templates/layout.html", text: text("layout.html")),
      layoutText: SourceText(path: "Templates/layout.txt", text: text("layout.txt")),
      letters: letters, web: [:], words: words)
  }()

  private static func text(_ path: String) -> String {
    (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
  }

  private static func article(_ path: String) -> Article {
    let parts = text(path).components(separatedBy: "+++\n")
    let front = parse(parts.count > 1 ? parts[1] : "")
    let body = parts.dropFirst(2).joined(separator: "+++\n")
    let line = 3 + (parts.count > 1 ? parts[1].split(separator: "\n").count : 0)
    return Article(
      path: "Templates/\(path)", subject: front["subject"] ?? "",
      preheader: front["preheader"] ?? "", body: body, subjectLine: 2, preheaderLine: 3,
      bodyLine: line)
  }

  /// Keys, strings, arrays of strings and tables, flattened with dots.
  static func parse(_ toml: String) -> [String: String] {
    var out: [String: String] = [:]
    var prefix = ""
    var array: (key: String, count: Int)?
    for raw in toml.components(separatedBy: "\n") {
      let line = raw.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("["), array == nil {
        prefix = line.dropFirst().dropLast() + "."
        continue
      }
      var rest = line
      if array == nil, let equals = line.range(of: "=") {
        let key = prefix + line[..<equals.lowerBound].trimmingCharacters(in: .whitespaces)
        rest = line[equals.upperBound...].trimmingCharacters(in: .whitespaces)
        if rest.hasPrefix("[") { array = (key, 0) } else { out[key] = strings(rest).first }
      }
      guard let open = array else { continue }
      let found = strings(rest)
      for (index, text) in found.enumerated() {
        out["\(open.key).\(open.count + index + 1)"] = text
      }
      array = rest.hasSuffix("]") ? nil : (open.key, open.count + found.count)
    }
    return out
  }

  private static func strings(_ text: String) -> [String] {
    let parts = text.replacingOccurrences(of: "\\\"", with: "\u{1}").components(separatedBy: "\"")
    return stride(from: 1, to: parts.count, by: 2).map {
      parts[$0].replacingOccurrences(of: "\u{1}", with: "\"")
    }
  }
}
