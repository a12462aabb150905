package import Domain

/// Words and columns that nobody on the roster has.
package struct AudienceChecks {
  /// The tags there are, by their lower case.
  private var tags: [String: String] = [:]
  private let columns: Set<String>

  private static let known: Set<String> = [
    "email", "id", "name", "organisation", "language", "tags",
  ]

  /// - Parameter columns: the roster's further columns, also those that are empty for everybody.
  package init(people: some Sequence<Person>, columns: Set<String> = []) {
    var found = columns
    for person in people {
      for tag in person.tags { tags[tag.lowercased()] = tag }
      found.formUnion(person.fields.keys)
    }
    self.columns = found.union(Self.known)
  }

  /// What `audience` asks for that there is not, each with its offset in Unicode scalars.
  package func strangers(in audience: Audience) -> [(offset: Int, text: String)] {
    let words = audience.words.filter { tags[$0.word.lowercased()] == nil }.map { word, offset in
      (offset, "nobody has the tag '\(word)'" + Suggestion.text(for: word, among: tags.values))
    }
    let fields = audience.fields.filter { !columns.contains($0.name) }.map { name, offset in
      (offset, "the roster has no column '\(name)'" + Suggestion.text(for: name, among: columns))
    }
    return words + fields
  }

  func run(
    _ drafts: [EventDraft], _ findings: Findings, places: (EventDraft, Int) -> SourcePlace
  ) {
    for draft in drafts {
      for (offset, text) in strangers(in: draft.event.audience) {
        findings.add(draft.audiencePath, places(draft, offset), .warning, text)
      }
    }
  }
}
