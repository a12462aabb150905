import Domain

/// Turns the files of a `SourceTree` into a programme.
struct ProgrammeReader {
  private var tree: SourceTree
  private let now: Instant
  private let known: KnownFacts
  private let findings: Findings
  /// The folder of a kept copy, when the files are one: it has what the configuration names.
  private let copy: String?
  private let shipped: SourceTree?

  init(
    tree: SourceTree, now: Instant, known: KnownFacts, findings: Findings, copy: String? = nil,
    shipped: SourceTree? = nil
  ) {
    self.findings = findings
    self.tree = tree
    self.now = now
    self.known = known
    self.copy = copy
    self.shipped = shipped
  }

  /// What was read, the files that the configuration names included.
  var files: ProgrammeFiles { ProgrammeFiles(files: tree.files, fingerprint: tree.fingerprint) }

  /// `load` reads a file that the configuration names, by its resolved path.
  mutating func read(
    checks: [ConfigReader.Check],
    load: (String) -> Result<[UInt8], DiskReader.Failure>
  ) -> (programme: Programme?, problems: [Problem]) {
    findings.add(tree.problems)
    let basics = basics(load)
    let playbooks = playbooks()
    let (drafts, ids) = drafts(basics, playbooks)
    let roster = RosterReader(findings: findings).read(
      tree.files(in: "Config/people", extension: "csv"))
    let reader = TemplatesReader(own: tree, shipped: shipped, findings: findings)
    let templates = reader.read()

    EventChecks(drafts: drafts, hours: basics.hours, now: now, findings: findings).run(
      known, ids: ids)
    checkAudiences(drafts, roster)
    if let network = basics.network {
      let check = TemplateChecks(
        templates: templates, languages: reader.languages, network: network,
        exists: { [files = reader.tree.files] in files[$0] != nil }, findings: findings)
      check.run(playbooks: playbooks, drafts: drafts)
      check.run(people: roster.languages)
    }

    let kinds = Dictionary(
      uniqueKeysWithValues: playbooks.map {
        ($0, PlaybookReader.playbook($0, $1, findings: findings))
      })
    let programme = programme(basics, kinds, drafts.map(\.event), roster.roster, templates)
    if let programme { for check in checks { findings.add(check(programme)) } }
    return (findings.hasErrors ? nil : programme, findings.sorted)
  }

  private mutating func basics(
    _ load: (String) -> Result<[UInt8], DiskReader.Failure>
  ) -> NetworkReader.Basics {
    let path = "Config/convoke.toml"
    guard let file = tree.file(path) else {
      if !tree.problems.contains(where: { $0.path == path }) {
        findings.add(path, .start, .error, "the file is missing")
      }
      return NetworkReader.Basics()
    }
    guard let table = table(file) else { return NetworkReader.Basics() }
    var named: [String: [UInt8]] = [:]
    let basics = NetworkReader.read(table, file: file, tree: tree, findings: findings) { path in
      var result = load(tree.resolve(path))
      if let copy, case .success(let bytes) = load("\(copy)/\(ProgrammeFiles.place(of: path))") {
        result = .success(bytes)
      }
      if case .success(let bytes) = result { named[path] = bytes }
      return result
    }
    tree.files.merge(named) { mine, _ in mine }
    return basics
  }

  private func playbooks() -> [String: [StepDraft]] {
    var playbooks: [String: [StepDraft]] = [:]
    for file in tree.files(in: "Config/playbooks", extension: "toml") {
      guard isNamed(file) else { continue }
      guard file.stem != "newsletter" else {
        findings.add(file.path, .start, .error, "the playbook 'newsletter' is built in")
        continue
      }
      // A broken playbook is still there: its events are not told that it is unknown.
      playbooks[file.stem] =
        table(file).map { PlaybookReader.read($0, file: file, findings: findings) } ?? []
    }
    return playbooks
  }

  private func drafts(
    _ basics: NetworkReader.Basics, _ playbooks: [String: [StepDraft]]
  ) -> (drafts: [EventDraft], ids: Set<String>) {
    var drafts: [EventDraft] = []
    var ids: Set<String> = []
    let reader = EventFileReader(basics: basics, playbooks: playbooks, findings: findings)
    for file in tree.files(in: "Config/events", extension: "toml") where isNamed(file) {
      guard let table = table(file) else {
        // Its events are not gone, they cannot be read.
        ids.formUnion(
          known.acceptedEvents.filter { $0 == file.stem || $0.hasPrefix("\(file.stem)-") })
        continue
      }
      let found = reader.read(table, file: file)
      drafts += found.drafts
      ids.formUnion(found.ids)
    }
    let newsletters = NewsletterReader(basics: basics, findings: findings).read(
      tree.files(in: "Config/newsletters", extension: "md"))
    return (drafts + newsletters.drafts, ids.union(newsletters.ids))
  }

  private func checkAudiences(_ drafts: [EventDraft], _ roster: RosterReader.Result) {
    let check = AudienceChecks(people: roster.people, columns: roster.columns)
    check.run(drafts, findings) { draft, offset in
      StringPlaces.place(
        ofScalar: offset, inStringAt: draft.audiencePlace,
        bytes: tree.files[draft.audiencePath] ?? [])
    }
  }

  private func programme(
    _ basics: NetworkReader.Basics, _ playbooks: [String: Playbook], _ events: [Event],
    _ people: Roster, _ templates: TemplateSet
  ) -> Programme? {
    guard let network = basics.network, let mail = basics.mail, let smtp = basics.smtp,
      let web = basics.web, let send = basics.send
    else { return nil }
    return Programme(
      network: network, mail: mail, smtp: smtp, web: web, send: send,
      storeDirectory: basics.storeDirectory, inboundMaildir: basics.inboundMaildir,
      inboundAuthority: basics.inboundAuthority, people: people, playbooks: playbooks,
      events: events.sorted { ($0.starts, $0.id) < ($1.starts, $1.id) }, templates: templates,
      fingerprint: tree.fingerprint)
  }

  private func table(_ file: SourceFile) -> TOMLTable? {
    do {
      return try TOMLParser.parse(file.bytes)
    } catch {
      findings.add(file.path, error.place, .error, error.text)
      return nil
    }
  }

  private func isNamed(_ file: SourceFile) -> Bool {
    if Name.isValid(file.stem) { return true }
    findings.add(file.path, .start, .error, "'\(file.stem)' is not a name of a-z, 0-9 and -")
    return false
  }
}
