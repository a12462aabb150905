import Domain

/// What the operators are told of a configuration that was refused.
enum ConfigAlert {
  /// The first errors in one line, and how many there are; nil without any.
  static func text(_ errors: [Problem]) -> String? {
    if errors.isEmpty { return nil }
    let more = errors.count > 3 ? "; and \(errors.count - 3) more" : ""
    return errors.prefix(3).map(\.description).joined(separator: "; ") + more
  }
}
