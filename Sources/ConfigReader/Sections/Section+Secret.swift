import Domain

extension Section {
  /// `credential:NAME`, `file:PATH` or `env:NAME`. The text itself is never shown: it may be the
  /// secret that somebody wrote there.
  func secret(_ key: String, tree: SourceTree, required: Bool = false) -> SecretPlace? {
    guard let text = text(key, required: required) else { return nil }
    guard let place = place(text, key, tree) else { return nil }
    if let finding = findings.looks.secret(place, key) {
      findings.add(file.path, text.place, finding.severity, "'\(key)': \(finding.text)")
    }
    return place
  }

  private func place(_ text: Located<String>, _ key: String, _ tree: SourceTree) -> SecretPlace? {
    if let colon = text.value.firstIndex(of: ":") {
      let name = String(text.value[text.value.index(after: colon)...])
      let isName = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
      switch text.value[..<colon] {
      case "credential" where isName && !name.isEmpty && name != "." && name != "..":
        return .credential(name)
      case "env" where isName && !name.isEmpty && !name.contains("="): return .environment(name)
      case "file" where !name.isEmpty && !name.utf8.contains(where: { $0 < 0x20 }):
        return .file(tree.resolve(name))
      default: break
      }
    }
    error(
      text.place,
      "'\(key)' must say where the secret is, never hold it: credential:NAME, file:PATH or env:NAME"
    )
    return nil
  }
}
