/// Whom an event is for: an expression over the tags and columns of the roster.
///
/// Words are tags (quoted when they are not plain), `field = "value"` and `field in ("a", "b")`
/// test columns; `not` binds closer than `and`, `and` closer than `or`. Upper and lower case are
/// equal.
package struct Audience: Sendable, CustomStringConvertible {
  indirect enum Node: Hashable, Sendable {
    case everyone
    case tag(String)
    case field(String, [String])
    case not(Node)
    case all([Node])
    case any([Node])
  }

  /// The text it was read from.
  package let source: String
  /// Every tag the text asks for, with its place in Unicode scalars.
  package let words: [(word: String, offset: Int)]
  /// Every column the text tests, lower-case, with its place in Unicode scalars.
  package let fields: [(name: String, offset: Int)]
  let root: Node

  package init(parsing text: String) throws(AudienceProblem) {
    var parser = try AudienceParser(text)
    root = try parser.expression()
    source = text
    words = parser.words
    fields = parser.fields
  }

  private init(everyone source: String) {
    self.source = source
    root = .everyone
    words = []
    fields = []
  }

  package static let everyone = Audience(everyone: "everyone")

  package func matches(_ person: Person) -> Bool { root.matches(person) }

  package var description: String { source }
}

/// What is wrong with an audience, and where.
package struct AudienceProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var text: String
  /// In Unicode scalars from the start of the text.
  package var offset: Int
  package init(text: String, offset: Int) {
    self.text = text
    self.offset = offset
  }
  package var description: String { text }
}
