import Domain

/// A table being read: each getter notes its key, reports a wrong type at its place, and `close`
/// reports the keys that nobody asked for.
///
/// Several layers are looked up in order, so that a session of a series overrides its file; only
/// the first layer's unknown keys are reported.
final class Section {
  let file: SourceFile
  let findings: Findings
  /// `[smtp]`; empty for the document itself.
  let title: String
  let layers: [TOMLTable]
  private var asked: Set<String> = []

  init(_ layers: [TOMLTable], title: String, file: SourceFile, findings: Findings) {
    self.layers = layers
    self.title = title
    self.file = file
    self.findings = findings
  }

  /// Where a missing key would have to be.
  var place: SourcePlace { layers.first?.place ?? .start }

  func has(_ key: String) -> Bool { layers.contains { $0.entry(key) != nil } }

  /// The entry of the first layer that has the key.
  func entry(_ key: String, required: Bool = false) -> TOMLTable.Entry? {
    asked.insert(key)
    for layer in layers {
      if let entry = layer.entry(key) { return entry }
    }
    if required { error(place, "\(title.isEmpty ? "" : "\(title) ")needs '\(key)'") }
    return nil
  }

  /// Allows keys that are read elsewhere.
  func allow(_ keys: some Sequence<String>) { asked.formUnion(keys) }

  /// Reports the keys of the first layer that no getter asked for.
  func close() {
    for entry in layers.first?.entries ?? [] where !asked.contains(entry.key) {
      let context = title.isEmpty ? "" : " of \(title)"
      error(
        entry.keyPlace,
        "'\(entry.key)' is not a setting\(context)"
          + Suggestion.text(for: entry.key, among: asked))
    }
  }

  func error(_ place: SourcePlace, _ text: String) { findings.add(file.path, place, .error, text) }

  func warning(_ place: SourcePlace, _ text: String) {
    findings.add(file.path, place, .warning, text)
  }

  func wrongType(_ entry: TOMLTable.Entry, _ wanted: String) {
    error(entry.node.place, "'\(entry.key)' must be \(wanted), not \(entry.node.typeName)")
  }
}
