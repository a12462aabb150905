extension Audience.Node {
  func matches(_ person: Person) -> Bool {
    switch self {
    case .everyone: true
    case .tag(let tag): person.tags.contains { equalIgnoringCase($0, lowercased: tag) }
    case .field(let name, let values): matches(person, field: name, values: values)
    case .not(let node): !node.matches(person)
    case .all(let nodes): nodes.allSatisfy { $0.matches(person) }
    case .any(let nodes): nodes.contains { $0.matches(person) }
    }
  }

  private func matches(_ person: Person, field: String, values: [String]) -> Bool {
    func isOne(_ text: String) -> Bool {
      values.contains { equalIgnoringCase(text, lowercased: $0) }
    }
    switch field {
    case "id": return isOne(person.currentID)
    case "email": return isOne(person.email.normalized) || isOne(person.email.text)
    case "name": return isOne(person.name)
    case "organisation": return isOne(person.organisation)
    case "language": return isOne(person.language)
    case "tags": return person.tags.contains(where: isOne)
    default: return isOne(person.fields[field] ?? "")
    }
  }
}

/// Whether `text`, in lower case, is `lowercased`.
///
/// ASCII, nearly all there is, is compared in place: this runs once per person, event and word.
func equalIgnoringCase(_ text: String, lowercased: String) -> Bool {
  var text = text
  var lowercased = lowercased
  let ascii: Bool? = text.withUTF8 { a in
    lowercased.withUTF8 { b in
      guard a.allSatisfy({ $0 < 0x80 }), b.allSatisfy({ $0 < 0x80 }) else { return nil }
      guard a.count == b.count else { return false }
      return zip(a, b).allSatisfy { x, y in
        x == y || (x >= 0x41 && x <= 0x5A && x | 0x20 == y)
      }
    }
  }
  return ascii ?? (text.lowercased() == lowercased)
}
