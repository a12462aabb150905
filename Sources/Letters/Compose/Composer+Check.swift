package import Domain

extension Composer {
  /// Everything wrong with a programme's templates, words and articles, in the order of the files.
  ///
  /// A word that a language lacks is a warning; in the network's own language it is an error, and
  /// so is a template. Which templates another language lacks is named where the files are read.
  package static func check(_ programme: Programme) -> [Problem] {
    make(programme, keys: SigningKeys(master: Array(repeating: 0, count: 32)), dkimKey: nil)
      .problems
  }

  /// As `check`, with the composer of a programme that has no error: its templates are compiled
  /// once for both.
  package static func make(
    _ programme: Programme, keys: SigningKeys, dkimKey: String?
  ) -> (composer: Composer?, problems: [Problem]) {
    let columns = programme.people.reduce(into: Set<String>()) { $0.formUnion($1.fields.keys) }
    let fields = programme.events.reduce(into: Set<String>()) { $0.formUnion($1.fields.keys) }
    var problems: [Problem] = []
    var languages: [String: Language] = [:]
    for code in Set(programme.templates.languages + [programme.network.language]).sorted() {
      let language = Language(
        code, programme, columns: columns, fields: fields, problems: &problems)
      languages[code] = language
      problems += missing(in: language, programme)
      checkArticles(language, programme, &problems)
    }
    var seen = Set<Problem>()
    var composer: Composer?
    if problems.allSatisfy({ $0.severity != .error }) {
      do {
        let made = try Composer(programme, languages, keys: keys, dkimKey: dkimKey)
        problems += checkSizes(programme, made)
        composer = made
      } catch {
        // Only the key can be at fault here, and its place is told where it is read.
        problems.append(Problem(path: "Config/convoke.toml", text: "\(error)"))
      }
    }
    problems = problems.filter { seen.insert($0).inserted }
      .sorted { ($0.path, $0.line, $0.column) < ($1.path, $1.line, $1.column) }
    return (composer, problems + checkBounces(programme))
  }

  static func wordsPath(_ code: String, _ templates: TemplateSet) -> String {
    folder(templates) + "\(code)/words.toml"
  }

  private static func folder(_ templates: TemplateSet) -> String {
    let path = templates.layoutHTML.path
    return path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  private static func missing(in language: Language, _ programme: Programme) -> [Problem] {
    let code = language.words.language
    let isNetworks = code == programme.network.language
    let severity: Problem.Severity = isNetworks ? .error : .warning
    var problems: [Problem] = []
    let path = wordsPath(code, programme.templates)
    for key in language.words.required where language.words[key].isEmpty {
      problems.append(
        Problem(path: path, severity: severity, text: "\(code) lacks the word \(key)"))
    }
    guard isNetworks else { return problems }
    for (kind, template) in needed(programme)
    where language.letters["\(kind)/\(template)"] == nil && language.letters[template] == nil {
      let place = folder(programme.templates) + "\(code)/\(template).md"
      let text = "there is no template for the step \(template) of \(kind)"
      problems.append(Problem(path: place, severity: .error, text: text))
    }
    return problems
  }

  /// Every template that some step may ask for.
  private static func needed(_ programme: Programme) -> [(kind: String, template: String)] {
    let playbooks = programme.playbooks.values.flatMap { book in
      book.steps.map { [book.kind, $0.template] }
    }
    let events = programme.events.flatMap { event in event.steps.map { [event.kind, $0.template] } }
    let system = SystemMail.steps.map { ["system", $0] }
    return Set(playbooks + events + system).sorted { $0.lexicographicallyPrecedes($1) }
      .map { ($0[0], $0[1]) }
  }

  private static func checkArticles(
    _ language: Language, _ programme: Programme, _ problems: inout [Problem]
  ) {
    for event in programme.events {
      let about = event.about.text(
        language.words.language, fallback: programme.network.language)
      if !about.isEmpty, MarkdownParser.parse(about).holdsHTML {
        problems.append(
          Problem(
            path: event.place.path, line: event.place.line, severity: .warning,
            text: "'about' holds HTML, which is left out of letters; write Markdown"))
      }
      guard let article = event.article[language.words.language] ?? event.article[""] else {
        continue
      }
      let source = TemplateSource(path: article.path, text: article.body, line: article.bodyLine)
      _ = language.compiler.markdown(source, problems: &problems)
    }
  }

  /// RFC 5321 4.5.3.1.1: a local part of at most 64 octets.
  private static func checkBounces(_ programme: Programme) -> [Problem] {
    let address = programme.mail.bounces.text
    let local = address.utf8.count - programme.mail.bounces.domain.utf8.count - 1
    guard local + 1 + AddressTag.length > 64 else { return [] }
    return [
      Problem(
        path: "convoke.toml",
        text: "[mail] bounces: \(address) leaves no room for a tag; its part before the @ may have "
          + "\(63 - AddressTag.length) characters")
    ]
  }
}
