package import Domain

/// Turns a due step and a person into the exact bytes of a mail.
///
/// Everything that does not depend on the reader is made once, here: templates, layouts, the
/// events' texts and calendar frames. Never changes; it does no I/O and reads no clock.
package final class Composer: Sendable {
  let programme: Programme
  let keys: SigningKeys
  let dkim: DKIMSigner?
  /// Inside each letter, when the network has one that mail programs show.
  let logo: MailLogo?
  let mailDomain: String
  /// 5 to 15 characters that stay the same: the letters of the sender's domain.
  let senderID: String
  private let languages: [String: Language]
  /// By event id and language.
  private let frames: [String: [String: EventFrame]]

  /// What is compiled for one language.
  struct Language: Sendable {
    let words: LetterWords
    let compiler: TemplateCompiler
    /// By `KIND/STEP` or `STEP`.
    let letters: [String: LetterTemplate]
    /// By reason: `audience`, `answer`, `host`, `newsletter`, `operators`.
    let reasons: [String: Program]
  }

  /// `dkimKey` is the text of the PEM file that `[mail] dkim` names, read by the caller.
  ///
  /// Throws when a template has errors, which `check` names before a programme comes into force.
  package convenience init(
    programme: Programme, keys: SigningKeys, dkimKey: String? = nil
  ) throws(LetterError) {
    var problems: [Problem] = []
    var languages: [String: Language] = [:]
    for code in programme.templates.languages {
      languages[code] = Language(code, programme, columns: nil, fields: nil, problems: &problems)
    }
    let errors = problems.filter { $0.severity == .error }
    if !errors.isEmpty { throw .badTemplates(errors) }
    try self.init(programme, languages, keys: keys, dkimKey: dkimKey)
  }

  /// Of languages that were compiled before, without errors.
  init(
    _ programme: Programme, _ languages: [String: Language], keys: SigningKeys, dkimKey: String?
  ) throws(LetterError) {
    self.programme = programme
    self.keys = keys
    if let settings = programme.mail.dkim, let dkimKey {
      dkim = try DKIMSigner(domain: settings.domain, selector: settings.selector, pem: dkimKey)
    } else {
      dkim = nil
    }
    guard languages[programme.network.language] != nil else {
      throw .noTemplate(name: "words.toml", language: programme.network.language)
    }
    self.languages = languages
    var frames: [String: [String: EventFrame]] = [:]
    for event in programme.events {
      frames[event.id] = languages.mapValues { Self.frame(event, $0, programme) }
    }
    self.frames = frames
    let domain = String(programme.mail.from.address.domain)
    mailDomain = domain
    senderID = Self.senderID(domain)
    logo = programme.network.mailLogo.map { logo in
      let text = String(decoding: logo.bytes, as: Unicode.ASCII.self)
      return MailLogo(logo, contentID: Self.identifier(["logo", text], keys) + "@" + domain)
    }
  }

  /// The letter of a request. Throws only when there is no template for it, or the DKIM key fails.
  package func compose(_ request: LetterRequest) throws(LetterError) -> Letter {
    try assembly(request).letter()
  }

  /// The subject that the letter of a request has, without the letter.
  package func subject(_ request: LetterRequest) throws(LetterError) -> String {
    try assembly(request).subject()
  }

  private func assembly(_ request: LetterRequest) throws(LetterError) -> LetterAssembly {
    let (template, language) = try template(for: request)
    return LetterAssembly(
      request: request, composer: self, template: template, language: language,
      frame: request.event.map { frame($0, language) })
  }

  /// The Message-ID, without angle brackets, that a request's letter has.
  package func messageID(_ request: LetterRequest) -> String {
    messageID(
      request, LinkReference(event: request.event?.id ?? "", person: request.person.id))
  }

  /// `reference` is that of the request's event and person.
  func messageID(_ request: LetterRequest, _ reference: LinkReference) -> String {
    let event = request.event?.id ?? ""
    if let tester = request.testTo {
      // Never the real mail's: a mailbox that gets both would hide one of them. Nor one that opens.
      return identifier(
        "test", event, request.stepName, request.person.id, tester.normalized,
        "\(request.instant.milliseconds)")
    }
    // Begins with the thread's tag, so that a reply that repeats nothing else says whose it is.
    let thread = AddressTag.thread(
      event: event, person: request.person.id, reference: reference, keys: keys)
    return thread + "."
      + identifier(
        "message", event, request.stepName, request.person.id,
        request.step?.isTimed == true ? "r\(request.sequence)" : "o\(request.occurrence)")
  }

  /// The parent that all mails about an event to a person name, so that they are one thread: the
  /// tag with which their Message-IDs begin.
  func threadID(_ request: LetterRequest, messageID: String) -> String {
    let tag =
      request.testTo == nil
      ? String(messageID[..<(messageID.utf8.firstIndex(of: 0x2e) ?? messageID.endIndex)])
      : AddressTag.thread(event: request.event?.id ?? "", person: request.person.id, keys: keys)
    return tag + "@" + mailDomain
  }

  private static func senderID(_ domain: String) -> String {
    let letters = domain.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return String((letters + (letters.utf8.count < 5 ? "convoke" : "")).prefix(15))
  }

  private func identifier(_ parts: String...) -> String {
    Self.identifier(parts, keys) + "@" + mailDomain
  }

  private static func identifier(_ parts: [String], _ keys: SigningKeys) -> String {
    let digest = keys.identifier(parts[0], parts.dropFirst().joined(separator: "\u{0}"))
    return String(decoding: Base32.encode(digest.prefix(16)), as: UTF8.self)
  }

  func links(event: String, person: String, deskGeneration: Int = 0) -> LetterLinks {
    LetterLinks(
      base: programme.web.url, event: event, person: person, generation: deskGeneration,
      keys: keys)
  }
}

extension Composer {
  /// What is compiled for a person's language (`nl`, `nl-BE`), else for the network's.
  func language(_ tag: String) -> Language {
    let code = String(tag.lowercased().prefix { $0 != "-" && $0 != "_" })
    if let language = languages[code] ?? languages[programme.network.language] { return language }
    preconditionFailure("no words for \(programme.network.language)")
  }

  private func template(
    for request: LetterRequest
  ) throws(LetterError) -> (LetterTemplate, Language) {
    let name = request.step?.template ?? request.stepName
    let own = language(request.person.language)
    let candidates = [own, languages[programme.network.language]].compactMap(\.self)
    for language in candidates {
      let special = request.event.flatMap { language.letters["\($0.kind)/\(name)"] }
      if let template = special ?? language.letters[name] { return (template, language) }
    }
    throw .noTemplate(name: name, language: own.words.language)
  }

  func frame(_ event: Event, _ language: Language) -> EventFrame {
    if let known = frames[event.id]?[language.words.language], known.matches(event) {
      return known
    }
    return Self.frame(event, language, programme)
  }

  private static func frame(
    _ event: Event, _ language: Language, _ programme: Programme
  ) -> EventFrame {
    EventFrame(
      event, words: language.words, network: programme.network, organizer: programme.mail.from,
      compiler: language.compiler)
  }
}

extension Composer.Language {
  /// Compiles a language's templates; whatever is wrong with them goes to `problems`.
  init(
    _ code: String, _ programme: Programme, columns: Set<String>?, fields: Set<String>?,
    problems: inout [Problem]
  ) {
    let templates = programme.templates
    words = LetterWords(language: code, table: templates.words[code] ?? [:])
    compiler = TemplateCompiler(
      words: words, style: LetterStyle(accent: LetterColors(programme.network.accent)),
      columns: columns, fields: fields)
    let layouts = compiler.layouts(
      html: templates.layoutHTML, text: templates.layoutText, problems: &problems)
    var letters: [String: LetterTemplate] = [:]
    for (key, article) in templates.letters where key.hasPrefix("\(code)/") {
      letters[String(key.dropFirst(code.utf8.count + 1))] = LetterTemplate(
        article, language: code, layouts: layouts, compiler: compiler, problems: &problems)
    }
    self.letters = letters
    var reasons: [String: Program] = [:]
    for reason in ["audience", "answer", "host", "newsletter", "operators"] {
      let text = words["mail.reason_\(reason)"]
      let source = TemplateSource(
        path: Composer.wordsPath(code, templates), text: text)
      reasons[reason] = compiler.line(source, problems: &problems)
    }
    self.reasons = reasons
  }
}
