/// A page as one person sees it: which template shows it, in which language, and what fills it.
protocol PageView {
  /// The file below `Templates/web/`, without `.html`.
  static var template: PageRenderer.Page { get }
  var language: String { get }
  func fields(_ phrases: Phrasebook) -> PageFields
}

/// A title and a sentence.
struct MessageView: PageView {
  static let template = PageRenderer.Page.message

  var language: String
  var title: Phrase
  var text: Phrase

  func fields(_ phrases: Phrasebook) -> PageFields {
    var fields = PageFields()
    fields.set(.pageTitle, phrases(title))
    fields.set(.messageText, phrases(text))
    return fields
  }
}
