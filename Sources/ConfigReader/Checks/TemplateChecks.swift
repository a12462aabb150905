import Domain

/// Every step has a letter in the network's language; other languages are told what they lack.
struct TemplateChecks {
  let templates: TemplateSet
  /// The folders of `Templates/`.
  let languages: [String]
  let network: Network
  /// Whether a file is there, even one with mistakes.
  let exists: (String) -> Bool
  let findings: Findings

  /// Mails of the system itself.
  static let systemSteps = ["alert", "colleague", "desk", "digest", "forward", "preview", "test"]

  /// A network may do without these; another language should have what the network's has.
  static let optionalSteps = ["note"]

  func run(playbooks: [String: [StepDraft]], drafts: [EventDraft]) {
    guard languages.contains(network.language) else {
      findings.add(
        "Templates/\(network.language)/words.toml", .start, .error,
        "there are no templates in '\(network.language)', the network's language")
      return
    }
    words()
    for step in TemplateChecks.systemSteps { letter(step, kind: "", needed: nil) }
    for step in TemplateChecks.optionalSteps where has(step, "", network.language) {
      letter(step, kind: "", needed: nil)
    }
    for (kind, steps) in playbooks {
      for step in steps {
        letter(step.template ?? step.name, kind: kind, needed: (step.path, step.place))
      }
    }
    for draft in drafts {
      for step in draft.event.steps {
        let source = draft.steps[step.name].map { ($0.path, $0.place) }
        letter(
          step.template, kind: draft.event.kind, needed: source ?? (draft.path, draft.startsPlace))
      }
    }
  }

  /// People who read a language that there are no templates for get the network's.
  func run(people: [String: (path: String, line: Int)]) {
    for (language, row) in people where !languages.contains(language) {
      findings.add(
        row.path, SourcePlace(line: row.line, column: 1), .warning,
        "there are no templates in '\(language)'; who reads it gets '\(network.language)'"
          + Suggestion.text(for: language, among: languages))
    }
  }

  private func words() {
    for language in languages where templates.words[language] == nil {
      let severity: Problem.Severity = language == network.language ? .error : .warning
      findings.add("Templates/\(language)/words.toml", .start, severity, "the file is missing")
    }
  }

  private func letter(_ name: String, kind: String, needed: (path: String, place: SourcePlace)?) {
    for language in languages where !has(name, kind, language) {
      let path = "Templates/\(language)/\(name).md"
      if language != network.language {
        findings.add(
          path, .start, .warning,
          "the file is missing; who reads '\(language)' gets '\(network.language)'")
      } else if let needed {
        let siblings = templates.letters.keys.filter { $0.hasPrefix("\(language)/") }.map {
          String($0[$0.index(after: $0.lastIndex(of: "/") ?? $0.startIndex)...])
        }
        findings.add(
          needed.path, needed.place, .error,
          "the template \(path) is missing" + Suggestion.text(for: name, among: siblings))
      } else {
        findings.add(path, .start, .error, "the file is missing")
      }
    }
  }

  private func has(_ name: String, _ kind: String, _ language: String) -> Bool {
    exists("Templates/\(language)/\(kind)/\(name).md") || exists("Templates/\(language)/\(name).md")
  }
}
