import Domain

/// Reads `Templates/`: the frames, the letters, the pages and the words of each language.
struct TemplatesReader {
  /// The network's files, completed.
  private(set) var tree: SourceTree
  let findings: Findings
  /// What stands in for words that the network's lists lack.
  var shipped: ShippedTemplates?

  /// - Parameters: - own: the network's files. - shipped: the templates that came with the program;
  ///   nil: nothing stands in for what is missing.
  init(own: SourceTree, shipped: SourceTree?, findings: Findings) {
    self.findings = findings
    tree = own
    guard let shipped else { return }
    let lender = ShippedTemplates(own: own, shipped: shipped, findings: findings)
    let languages = languages
    self.shipped = lender
    tree = lender.completed(languages: languages)
  }

  func read() -> TemplateSet {
    var letters: [String: Article] = [:]
    for path in tree.files.keys.sorted() where path.hasSuffix(".md") {
      let parts = path.split(separator: "/")
      guard parts.first == "Templates", let file = tree.file(path) else { continue }
      let key = (parts[1..<(parts.count - 1)].map(String.init) + [file.stem]).joined(separator: "/")
      letters[key] = letter(file)
    }
    return TemplateSet(
      layoutHTML: source("Templates/layout.html"), layoutText: source("Templates/layout.txt"),
      letters: letters, web: pages(), words: words())
  }

  /// The languages that have a folder, sorted.
  var languages: [String] {
    let folders = tree.files.keys.compactMap { path -> String? in
      let parts = path.split(separator: "/")
      guard parts.first == "Templates", parts.count > 2, LanguageTag.isValid(String(parts[1]))
      else {
        return nil
      }
      return String(parts[1])
    }
    return Set(folders).sorted()
  }

  private func letter(_ file: SourceFile) -> Article? {
    guard Name.isValid(file.stem) else {
      findings.add(file.path, .start, .error, "'\(file.stem)' is not a name of a-z, 0-9 and -")
      return nil
    }
    guard let matter = FrontMatter.read(file, findings: findings) else { return nil }
    let section = Section([matter.table], title: "", file: file, findings: findings)
    defer { section.close() }
    section.lookForPictures(in: matter)
    return section.article(matter)
  }

  private func source(_ path: String) -> SourceText {
    guard let file = tree.file(path) else {
      findings.add(path, .start, .error, "the file is missing")
      return SourceText(path: path, text: "")
    }
    return text(file)
  }

  private func text(_ file: SourceFile) -> SourceText {
    switch file.text() {
    case .success(let text): return SourceText(path: file.path, text: text)
    case .failure(let problem):
      findings.add(
        file.path, SourcePlace(line: problem.line, column: 1), .error, "this is not UTF-8")
      return SourceText(path: file.path, text: "")
    }
  }

  private func pages() -> [String: SourceText] {
    let files = tree.files(in: "Templates/web", extension: "html")
    return Dictionary(files.map { ($0.stem, text($0)) }, uniquingKeysWith: { a, _ in a })
  }

  private func words() -> [String: [String: String]] {
    var words: [String: [String: String]] = [:]
    for language in languages {
      var flat: [String: String] = [:]
      for (name, prefix) in [("words.toml", ""), ("web.toml", "web")] {
        guard let file = tree.file("Templates/\(language)/\(name)") else { continue }
        do {
          flatten(try TOMLParser.parse(file.bytes), prefix, file, &flat)
          lend(to: &flat, prefix, file)
        } catch {
          findings.add(file.path, error.place, .error, error.text)
        }
        words[language] = flat
      }
    }
    return words
  }

  private func lend(to flat: inout [String: String], _ prefix: String, _ file: SourceFile) {
    guard let shipped, let theirs = shipped.shipped.file(file.path), theirs.bytes != file.bytes,
      let table = try? TOMLParser.parse(theirs.bytes)
    else { return }
    var words: [String: String] = [:]
    flatten(table, prefix, theirs, &words)
    shipped.lend(words, to: &flat, path: file.path)
  }

  /// Tables and lists become keys with dots: `date.months.1`.
  private func flatten(
    _ table: TOMLTable, _ prefix: String, _ file: SourceFile, _ flat: inout [String: String]
  ) {
    for entry in table.entries {
      let key = prefix.isEmpty ? entry.key : "\(prefix).\(entry.key)"
      switch entry.node.value {
      case .table(let inner): flatten(inner, key, file, &flat)
      case .array(let items):
        for (index, item) in items.enumerated() {
          if case .string(let text) = item.value {
            flat["\(key).\(index + 1)"] = text
          } else {
            findings.add(file.path, item.place, .error, "words are texts, not \(item.typeName)")
          }
        }
      case .string(let text):
        if flat.updateValue(text, forKey: key) != nil {
          findings.add(file.path, entry.keyPlace, .error, "'\(key)' is there already")
        }
      default:
        findings.add(
          file.path, entry.node.place, .error, "words are texts, not \(entry.node.typeName)")
      }
    }
  }
}
