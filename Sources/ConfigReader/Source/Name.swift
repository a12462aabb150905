/// Ids, kinds and step names: `[a-z0-9-]+`.
enum Name {
  static func isValid(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 100
      && text.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x61...0x7A, 0x2D: true
        default: false
        }
      }
  }
}

/// Languages: a primary subtag of BCP 47, two or three lower-case letters.
enum LanguageTag {
  static func isValid(_ text: String) -> Bool {
    (2...3).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A }
      && text != "web"
  }
}
