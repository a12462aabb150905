import Domain

/// A letter of one language, compiled: Markdown first, then the layout around it. Only slots are
/// left.
struct LetterTemplate: Sendable {
  let subject: Program
  let preheader: Program
  let html: Program
  let text: Program
  let language: String

  /// `problems` gathers whatever is wrong; the template is then not to be used.
  init(
    _ article: Article, language: String, layouts: Layouts, compiler: TemplateCompiler,
    problems: inout [Problem]
  ) {
    self.language = language
    subject = compiler.line(
      TemplateSource(
        path: article.path, text: article.subject, line: article.subjectLine,
        column: article.subjectColumn),
      problems: &problems)
    preheader = compiler.line(
      TemplateSource(
        path: article.path, text: article.preheader, line: article.preheaderLine,
        column: article.preheaderColumn),
      problems: &problems)
    let body = compiler.markdown(
      TemplateSource(path: article.path, text: article.body, line: article.bodyLine),
      problems: &problems)
    html = layouts.html.embedding(body.html)
    text = layouts.text.embedding(body.text)
  }

  /// Both layouts in one language, with the place of the letter still open.
  struct Layouts: Sendable {
    let html: Program
    let text: Program
  }
}

extension Program {
  /// The layout with `content` where `{{content}}` stands.
  fileprivate func embedding(_ content: Program) -> Program {
    var out = Program()
    for operation in operations {
      switch operation {
      case .block(.content, _): out.append(.include(content))
      case .section(let slot, let inverted, let body):
        out.append(.section(slot, inverted: inverted, body.embedding(content)))
      default: out.append(operation)
      }
    }
    return out
  }
}
