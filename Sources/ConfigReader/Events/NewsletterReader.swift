import Domain

/// Reads `Config/newsletters`: NAME.md, or NAME.nl.md and NAME.en.md.
struct NewsletterReader {
  let basics: NetworkReader.Basics
  let findings: Findings

  private struct Edition {
    var file: SourceFile
    var language: String
    var article: Article
    var audience: Located<Audience>?
    var at: Located<Moment>?
  }

  /// The newsletters, and the ids the files stand for even where one has errors.
  func read(_ files: [SourceFile]) -> (drafts: [EventDraft], ids: [String]) {
    var editions: [String: [Edition]] = [:]
    var ids: Set<String> = []
    for file in files {
      let (name, language) = split(file.stem)
      guard Name.isValid(name) else {
        findings.add(
          file.path, .start, .error, "name a newsletter NAME.md or NAME.LANGUAGE.md, of a-z, 0-9, -"
        )
        continue
      }
      ids.insert("newsletter-\(name)")
      if let edition = edition(file, language ?? basics.network?.language ?? "") {
        editions[name, default: []].append(edition)
      }
    }
    let drafts = editions.sorted { $0.key < $1.key }.compactMap { draft($0.key, $0.value) }
    return (drafts, ids.sorted())
  }

  private func split(_ stem: String) -> (name: String, language: String?) {
    guard let dot = stem.lastIndex(of: ".") else { return (stem, nil) }
    let language = String(stem[stem.index(after: dot)...])
    return LanguageTag.isValid(language) ? (String(stem[..<dot]), language) : (stem, nil)
  }

  private func edition(_ file: SourceFile, _ language: String) -> Edition? {
    guard let matter = FrontMatter.read(file, findings: findings) else { return nil }
    let section = Section([matter.table], title: "", file: file, findings: findings)
    defer { section.close() }
    let audience = section.has("audience") ? section.audience("audience") : nil
    var at = section.moment("at")
    if case .offset = at?.value, let place = at?.place {
      section.error(place, "'at' of a newsletter is a local date-time such as 2027-06-01T09:30:00")
      at = nil
    }
    section.allow(["audience"])
    section.lookForPictures(in: matter)
    guard let article = section.article(matter) else { return nil }
    return Edition(file: file, language: language, article: article, audience: audience, at: at)
  }

  private func draft(_ name: String, _ editions: [Edition]) -> EventDraft? {
    let main = editions.first { $0.language == basics.network?.language } ?? editions.first
    guard let main else { return nil }
    var articles: [String: Article] = [:]
    for edition in editions {
      if let other = articles.updateValue(edition.article, forKey: edition.language) {
        findings.add(
          edition.file.path, .start, .error,
          "\(other.path) is the edition in '\(edition.language)' already")
      }
    }
    let audience = agreed(main.file, editions, "audience", \.audience) { $0.source }
    let at = agreed(main.file, editions, "at", \.at) { $0.description }
    guard let audience, let at, let mail = basics.mail else { return nil }
    return draft(name, articles, audience, at, host: mail.from)
  }

  /// What the editions say, which must be the same in each that says it.
  private func agreed<Value>(
    _ file: SourceFile, _ editions: [Edition], _ key: String,
    _ path: KeyPath<Edition, Located<Value>?>, _ text: (Value) -> String
  ) -> (file: SourceFile, value: Located<Value>)? {
    let found = editions.compactMap { edition in
      edition[keyPath: path].map { (file: edition.file, value: $0) }
    }
    guard let first = found.first else {
      if !editions.contains(where: { findings.hasErrors(in: $0.file.path) }) {
        findings.add(file.path, .start, .error, "needs '\(key)'")
      }
      return nil
    }
    for other in found.dropFirst() where text(other.value.value) != text(first.value.value) {
      findings.add(
        other.file.path, other.value.place, .error,
        "'\(key)' differs from that in \(first.file.path)")
    }
    return first
  }

  private func draft(
    _ name: String, _ articles: [String: Article],
    _ audience: (file: SourceFile, value: Located<Audience>),
    _ at: (file: SourceFile, value: Located<Moment>), host: Mailbox
  ) -> EventDraft {
    let zone = basics.zone
    let opening = basics.hours.opening
    let starts: LocalDateTime
    switch at.value.value {
    case .local(let local): starts = local
    case .day(let day):
      starts = LocalDateTime(dayNumber: day.dayNumber, hour: opening.hour, minute: opening.minute)
    case .offset: preconditionFailure("a newsletter at \(at.value.value)")
    }
    if zone.isSkipped(starts) {
      findings.add(at.file.path, at.value.place, .warning, "the clocks of \(zone) skip \(starts)")
    }
    let week = Moment.offset(Moment.Offset(beforeStart: false, span: .days(7)))
    let step = Step(
      name: "newsletter", trigger: .at(.local(starts)), to: .audience, until: .moment(week),
      onDoubt: .next)
    let event = Event(
      id: "newsletter-\(name)", kind: "newsletter",
      title: LocalizedText(byLanguage: articles.mapValues(\.subject)),
      facts: EventFacts(starts: starts, ends: starts, zone: zone), host: host,
      audience: audience.value.value, answerBy: zone.instant(starts), steps: [step],
      article: articles,
      place: Event.Place(path: at.file.path, line: at.value.place.line))
    return EventDraft(
      event: event, path: at.file.path, audiencePath: audience.file.path,
      startsPlace: at.value.place,
      hostPlace: at.value.place, audiencePlace: audience.value.place,
      capacityPlace: at.value.place, answerByPlace: nil, steps: [:],
      added: [])
  }
}
