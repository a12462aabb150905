/// The texts of `Templates/` as read: parsed front matter, raw Markdown and HTML.
package struct TemplateSet: Sendable {
  package var layoutHTML: SourceText
  package var layoutText: SourceText
  /// Key `LANG/STEP` or `LANG/KIND/STEP`.
  package var letters: [String: Article]
  /// Key: file name without extension, such as `rsvp`.
  package var web: [String: SourceText]
  /// `Templates/LANG/words.toml`, flattened (`month.1`, `web.saved`), by language.
  package var words: [String: [String: String]]

  package init(
    layoutHTML: SourceText, layoutText: SourceText, letters: [String: Article],
    web: [String: SourceText], words: [String: [String: String]]
  ) {
    self.layoutHTML = layoutHTML
    self.layoutText = layoutText
    self.letters = letters
    self.web = web
    self.words = words
  }

  /// The template of a step: the kind's own, else the language's.
  package func letter(language: String, kind: String, template: String) -> Article? {
    letters["\(language)/\(kind)/\(template)"] ?? letters["\(language)/\(template)"]
  }

  /// Languages that have a word list, sorted.
  package var languages: [String] { words.keys.sorted() }
}

/// A file's text with the path that messages show.
package struct SourceText: Sendable, Hashable {
  package var path: String
  package var text: String

  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}

/// A Markdown file: front matter and body.
package struct Article: Sendable, Hashable {
  package var path: String
  package var subject: String
  package var preheader: String
  package var body: String
  /// Lines of the file on which each part begins, from 1, for messages.
  package var subjectLine: Int
  package var preheaderLine: Int
  /// Where their text begins in those lines.
  package var subjectColumn = 1
  package var preheaderColumn = 1
  package var bodyLine: Int

  package init(
    path: String, subject: String, preheader: String, body: String, subjectLine: Int = 1,
    preheaderLine: Int = 1, bodyLine: Int = 1
  ) {
    self.path = path
    self.subject = subject
    self.preheader = preheader
    self.body = body
    self.subjectLine = subjectLine
    self.preheaderLine = preheaderLine
    self.bodyLine = bodyLine
  }
}
