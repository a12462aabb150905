extension Audience {
  /// The part of the expression that keeps `person` out, as it could be written in a file; nil for
  /// those it is for.
  package func unmet(by person: Person) -> String? {
    matches(person) ? nil : root.unmet(by: person).text
  }
}

extension Audience.Node {
  /// The smallest part that decides: of several that must all hold, the first that does not.
  fileprivate func unmet(by person: Person) -> Self {
    guard case .all(let nodes) = self, let node = nodes.first(where: { !$0.matches(person) })
    else { return self }
    return node.unmet(by: person)
  }

  fileprivate var text: String {
    switch self {
    case .everyone: "everyone"
    case .tag(let tag): Self.word(tag)
    case .field(let name, let values) where values.count == 1:
      "\(name) = \(Self.quoted(values[0]))"
    case .field(let name, let values):
      "\(name) in (\(values.map(Self.quoted).joined(separator: ", ")))"
    case .not(let node): "not \(node.operand)"
    case .all(let nodes): nodes.map(\.operand).joined(separator: " and ")
    case .any(let nodes): nodes.map(\.operand).joined(separator: " or ")
    }
  }

  private var operand: String {
    switch self {
    case .all, .any: "(\(text))"
    case .everyone, .tag, .field, .not: text
    }
  }

  private static let reserved: Set<String> = ["and", "or", "not", "in", "everyone"]

  private static func word(_ tag: String) -> String {
    let isPlain =
      !reserved.contains(tag)
      && tag.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || ("0"..."9").contains($0) }
    return isPlain ? tag : quoted(tag)
  }

  private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
