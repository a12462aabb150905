import Domain

/// Gmail shows the first 102 KB of a mail's HTML and hides the rest behind a link, and with it the
/// line by which one unsubscribes.
extension Composer {
  /// From here on a letter is too near to that.
  static let largeHTML = 90_000
  /// No Markdown becomes more HTML than this many times its size: a table of empty cells.
  private static let swelling = 40

  /// A warning for each event and step whose letter is nearly as large, or larger, as the person
  /// with the longest names would get it. The templates have no errors.
  static func checkSizes(_ programme: Programme, _ composer: Composer) -> [Problem] {
    let events = programme.events.filter { mayBeLarge($0, programme) }
    guard !events.isEmpty, let reader = largestReader(programme) else { return [] }
    var problems: [Problem] = []
    for event in events {
      for step in event.steps {
        let sizes = programme.templates.languages.compactMap { language -> (Int, String)? in
          var person = reader
          person.language = language
          let request = LetterRequest(
            kind: .step(step), event: event, person: person, answer: .init(choice: .yes),
            seat: .seated, occurrence: step.isTimed ? 0 : 1, instant: event.starts)
          guard let letter = try? composer.compose(request) else { return nil }
          return (letter.htmlBytes.count, language)
        }
        guard let (size, language) = sizes.max(by: { $0.0 < $1.0 }), size >= largeHTML else {
          continue
        }
        problems.append(problem(event, step, size, language))
      }
    }
    return problems
  }

  private static func problem(
    _ event: Event, _ step: Step, _ size: Int, _ language: String
  ) -> Problem {
    let article = event.article[language] ?? event.article[""]
    return Problem(
      path: article?.path ?? event.place.path, line: article == nil ? event.place.line : 1,
      severity: .warning,
      text: "the mail of step '\(step.name)' of '\(event.id)' has \(size / 1000) KB of HTML "
        + "(\(language)); Gmail cuts a mail off at 102 KB, before its unsubscribe line")
  }

  /// Whether an event's texts, or the templates of its kind, can make a large letter at all: nearly
  /// none can, and nothing is composed for them.
  private static func mayBeLarge(_ event: Event, _ programme: Programme) -> Bool {
    let templates = programme.templates
    let letters = event.steps.flatMap { step in
      templates.languages.map { language in
        templates.letter(language: language, kind: event.kind, template: step.template)?.body.utf8
          .count ?? 0
      }
    }
    let texts =
      (event.about.byLanguage.values.map(\.utf8.count).max() ?? 0)
      + (event.article.values.map(\.body.utf8.count).max() ?? 0) + (letters.max() ?? 0)
    return templates.layoutHTML.text.utf8.count + texts * swelling >= largeHTML
  }

  private static func largestReader(_ programme: Programme) -> Person? {
    func size(_ person: Person) -> Int {
      person.name.utf8.count + person.organisation.utf8.count + person.email.text.utf8.count
    }
    return programme.people.max { size($0) < size($1) }
  }
}
