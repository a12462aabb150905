package import Domain

/// What other parts of the program know about single values of the files: asked while a value is
/// read, so that what they find is told at its place.
package struct ValueChecks: Sendable {
  /// Something to be told of a value.
  package struct Finding: Sendable, Hashable {
    package var severity: Problem.Severity
    package var text: String

    package init(_ severity: Problem.Severity, _ text: String) {
      self.severity = severity
      self.text = text
    }
  }

  /// What is wrong with a secret where it is kept, by its place and the key that names it; nil when
  /// nothing is, or nothing can be known here.
  package var secret: @Sendable (SecretPlace, _ key: String) -> Finding?
  /// The pictures in a Markdown text: where each begins, counted in Unicode scalars.
  package var pictures: @Sendable (String) -> [Int]

  package init(
    secret: @escaping @Sendable (SecretPlace, _ key: String) -> Finding? = { _, _ in nil },
    pictures: @escaping @Sendable (String) -> [Int] = { _ in [] }
  ) {
    self.secret = secret
    self.pictures = pictures
  }

  package static let none = ValueChecks()
}

extension Section {
  /// Warns of pictures in a Markdown text, or in one text per language.
  func lookForPictures(_ key: String) {
    guard let node = entry(key)?.node else { return }
    switch node.value {
    case .string(let text): lookForPictures(text, at: node.place)
    case .table(let table):
      for entry in table.entries {
        if case .string(let text) = entry.node.value {
          lookForPictures(text, at: entry.node.place)
        }
      }
    default: break
    }
  }

  private func lookForPictures(_ text: String, at place: SourcePlace) {
    for offset in findings.looks.pictures(text) {
      warning(within(place, offset), Findings.picture)
    }
  }

  /// Warns of pictures in the Markdown below a front matter.
  func lookForPictures(in matter: FrontMatter) {
    for offset in findings.looks.pictures(matter.body) {
      let before = matter.body.unicodeScalars.prefix(offset)
      let line = before.count { $0 == "\n" }
      let column = before.reversed().prefix { $0 != "\n" }.count
      warning(SourcePlace(line: matter.bodyLine + line, column: column + 1), Findings.picture)
    }
  }
}

extension Findings {
  fileprivate static let picture =
    "mails carry no pictures yet: this one is left out, and the words between its [ and ] stand there"
}
