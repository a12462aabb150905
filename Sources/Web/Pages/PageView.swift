/// A page as one person sees it: which template shows it, in which language, and what fills it.
protocol PageView: SendableMetatype {
  /// The file below `Templates/web/`, without `.html`.
  static var template: String { get }
  /// Keys of `web.toml` that the code of this page alone asks for; every language must have them.
  static var words: [String] { get }
  var language: String { get }
  func fields(_ phrases: PageWords) -> PageFields
}

extension PageView {
  static var words: [String] { [] }
}

/// What only one page says: declared where the page is. `Phrase` holds what several say.
protocol PageWord: RawRepresentable<String>, CaseIterable, Sendable {}

extension PageWord {
  static var keys: [String] { allCases.map(\.rawValue) }
}

/// A title and a sentence.
struct MessageView: PageView {
  static let template = "message"

  var language: String
  var title: Phrase
  var text: Phrase

  func fields(_ phrases: PageWords) -> PageFields {
    var fields = PageFields()
    fields.set(.pageTitle, phrases(title))
    fields.set(.messageText, phrases(text))
    return fields
  }
}
