import Domain

/// What the program's own templates lend to a network's: a new version has pages with words, and
/// mails of the system, that an older copy of `Templates/` lacks. Each that stands in is a warning;
/// nothing of a network's own is ever put aside for it, and a language it has none of gets none.
struct ShippedTemplates {
  let own: SourceTree
  let shipped: SourceTree
  let findings: Findings

  /// The network's files, and those of ours that stand in for what they lack.
  ///
  /// `languages` are the folders that the network has.
  func completed(languages: [String]) -> SourceTree {
    var tree = own
    for (path, bytes) in shipped.files.sorted(by: { $0.key < $1.key })
    where own.files[path] == nil && mayStandIn(path, languages) {
      tree.files[path] = bytes
      findings.add(
        path, .start, .warning,
        "the file is missing; the one that came with the program stands in")
    }
    return tree
  }

  /// The words of one file that the network's lacks, by key.
  func lend(_ words: [String: String], to flat: inout [String: String], path: String) {
    for (key, text) in words.sorted(by: { $0.key < $1.key }) where flat[key] == nil {
      flat[key] = text
      findings.add(
        path, .start, .warning,
        "the word '\(key)' is missing; the one that came with the program stands in")
    }
  }

  /// Pages and parts of pages, word lists, and mails of the system; what a playbook names is the
  /// network's own affair.
  private func mayStandIn(_ path: String, _ languages: [String]) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count == 3, parts[0] == "Templates" else { return false }
    if parts[1] == "web" { return true }
    guard languages.contains(parts[1]) else { return false }
    return ["words.toml", "web.toml"].contains(parts[2])
      || TemplateChecks.systemSteps.contains { parts[2] == "\($0).md" }
  }
}
