/// A text that is one string for all, or one per language.
package struct LocalizedText: Sendable, Hashable {
  /// By language; the key `""` is the text for all languages.
  package var byLanguage: [String: String]

  package init(_ text: String) { byLanguage = ["": text] }
  package init(byLanguage: [String: String]) { self.byLanguage = byLanguage }

  package static let none = LocalizedText(byLanguage: [:])

  package var isEmpty: Bool { byLanguage.values.allSatisfy(\.isEmpty) }

  /// The text in `language`, else for all, else in `fallback`, else in the first language by name.
  package func text(_ language: String, fallback: String) -> String {
    byLanguage[language] ?? byLanguage[""] ?? byLanguage[fallback]
      ?? byLanguage.min { $0.key < $1.key }?.value ?? ""
  }
}
