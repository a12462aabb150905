package import Domain

/// Why letters cannot be composed.
package enum LetterError: Error, Sendable, CustomStringConvertible {
  /// The templates have errors, which `check` would have named: a programme in force has none.
  case badTemplates([Problem])
  /// No template of this name, neither in the person's language nor in the network's.
  case noTemplate(name: String, language: String)
  /// The DKIM key is not one, or does not sign.
  case badDKIMKey(String)

  package var description: String {
    switch self {
    case .badTemplates(let problems): problems.map(\.description).joined(separator: "\n")
    case .noTemplate(let name, let language): "no template \(name) in \(language)"
    case .badDKIMKey(let text): text
    }
  }
}
