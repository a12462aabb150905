import Domain

/// Reads `Config/events/NAME.toml`: an event, or a series with sessions.
struct EventFileReader {
  let basics: NetworkReader.Basics
  let playbooks: [String: [StepDraft]]
  let findings: Findings

  /// The events, and the ids the file stands for even where an event has errors.
  func read(_ table: TOMLTable, file: SourceFile) -> (drafts: [EventDraft], ids: [String]) {
    let root = Section([table], title: "", file: file, findings: findings)
    guard let entry = root.entry("session") else {
      let draft = event(file.stem, root)
      root.close()
      return (draft.map { [$0] } ?? [], [file.stem])
    }
    guard case .table(let sessions) = entry.node.value, !sessions.entries.isEmpty else {
      root.wrongType(entry, "tables such as [session.jan]")
      return ([], [file.stem])
    }
    for key in ["starts", "ends"] {
      if let entry = root.entry(key) {
        root.error(entry.keyPlace, "a series has '\(key)' in its sessions only")
      }
    }
    var drafts: [EventDraft] = []
    var ids: [String] = []
    for session in sessions.entries {
      guard Name.isValid(session.key) else {
        root.error(session.keyPlace, "'\(session.key)' is not a name of a-z, 0-9 and -")
        continue
      }
      guard case .table(let own) = session.node.value else {
        root.wrongType(session, "a table")
        continue
      }
      let part = Section(
        [own, table], title: "[session.\(session.key)]", file: file, findings: findings)
      ids.append("\(file.stem)-\(session.key)")
      drafts += event("\(file.stem)-\(session.key)", part).map { [$0] } ?? []
      part.close()
    }
    root.allow(EventReader.keys)
    root.close()
    return (drafts, ids)
  }

  private func event(_ id: String, _ section: Section) -> EventDraft? {
    EventReader(id: id, section: section, basics: basics, playbooks: playbooks).read()
  }
}
