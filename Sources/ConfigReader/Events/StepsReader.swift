import Domain

extension Section {
  /// The `[step.NAME]` tables of one layer, in the order of the file.
  func steps(of table: TOMLTable) -> [StepDraft] {
    allow(["step"])
    guard let entry = table.entry("step") else { return [] }
    guard case .table(let steps) = entry.node.value else {
      wrongType(entry, "tables such as [step.invitation]")
      return []
    }
    return steps.entries.compactMap { step in
      guard Name.isValid(step.key) else {
        error(step.keyPlace, "'\(step.key)' is not a name of a-z, 0-9 and -")
        return nil
      }
      guard case .table(let table) = step.node.value else {
        wrongType(step, "a table")
        return nil
      }
      let section = Section(
        [table], title: "[step.\(step.key)]", file: file, findings: findings)
      return StepDraft.read(step.key, keyPlace: step.keyPlace, section)
    }
  }
}

/// Reads `Config/playbooks/KIND.toml`.
enum PlaybookReader {
  static func read(_ table: TOMLTable, file: SourceFile, findings: Findings) -> [StepDraft] {
    let section = Section([table], title: "", file: file, findings: findings)
    let drafts = section.steps(of: table)
    section.close()
    for draft in drafts where draft.isOff {
      findings.add(
        file.path, draft.place, .error, "'off' is for events; leave '\(draft.name)' out instead")
    }
    if drafts.isEmpty, !section.has("step") {
      findings.add(file.path, .start, .error, "a playbook needs steps such as [step.invitation]")
    }
    return drafts.filter { !$0.isOff }
  }

  /// The steps as they are without an event.
  static func playbook(_ kind: String, _ drafts: [StepDraft], findings: Findings) -> Playbook {
    Playbook(
      kind: kind,
      steps: drafts.compactMap { $0.step(findings: findings, isBeforeStart: { _ in true }) })
  }
}
