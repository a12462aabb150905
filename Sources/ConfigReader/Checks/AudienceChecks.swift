import Domain

/// Words and columns that nobody on the roster has.
struct AudienceChecks {
  let people: [Person]
  let columns: Set<String>
  let findings: Findings

  private static let known: Set<String> = [
    "email", "id", "name", "organisation", "language", "tags",
  ]

  func run(_ drafts: [EventDraft], places: (EventDraft, Int) -> SourcePlace) {
    var tags: [String: String] = [:]
    for person in people {
      for tag in person.tags { tags[tag.lowercased()] = tag }
    }
    let columns = columns.union(AudienceChecks.known)
    for draft in drafts {
      let audience = draft.event.audience
      for (word, offset) in audience.words where tags[word.lowercased()] == nil {
        findings.add(
          draft.audiencePath, places(draft, offset), .warning,
          "nobody has the tag '\(word)'" + Suggestion.text(for: word, among: tags.values))
      }
      for (name, offset) in audience.fields where !columns.contains(name) {
        findings.add(
          draft.audiencePath, places(draft, offset), .warning,
          "the roster has no column '\(name)'" + Suggestion.text(for: name, among: columns))
      }
    }
  }
}
