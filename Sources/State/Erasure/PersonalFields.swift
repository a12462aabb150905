/// What of a type of line is a person's. Each family of entries says it beside what it writes, and
/// erasing somebody, as well as telling them what is held, goes by nothing else.
struct PersonalFields: Sendable {
  /// Ids of whom the line is about: it goes with them.
  var persons: [StaticString] = []
  /// Addresses of those a line was made for: it goes with them, too.
  var addressees: [StaticString] = []
  /// Ids of others in it: an empty one takes their place.
  var others: [StaticString] = []
  /// A list of ids, which loses theirs; the line goes with the last of them.
  var people: [StaticString] = []
  /// Lists that run parallel to `people`, of numbers or texts, and lose the same places.
  var columns: [StaticString] = []
  /// Lists of ids in which places count: an empty one takes theirs.
  var places: [StaticString] = []
  /// The same of organisations.
  var organisations: [StaticString] = []
  /// Lists of objects, each with a `person`, that lose theirs; the line goes with the last of them.
  var facts: [StaticString] = []
  /// What people and servers wrote, and nothing is looked up by: loses the address.
  var texts: [StaticString] = []
  /// Objects of such texts.
  var words: [StaticString] = []

  /// Nobody's.
  static let none = PersonalFields()

  /// A line about one person.
  static func of(
    _ person: StaticString, addressees: [StaticString] = [], others: [StaticString] = [],
    texts: [StaticString] = [], words: [StaticString] = []
  ) -> PersonalFields {
    PersonalFields(
      persons: [person], addressees: addressees, others: others, texts: texts, words: words)
  }

  /// Whatever any type has, for lines of no known type: pieces that a crash left, or hand edits.
  static let any: PersonalFields = {
    var any = PersonalFields()
    func add(_ more: [StaticString], to all: inout [StaticString]) {
      for name in more where !all.contains(where: { "\($0)" == "\(name)" }) { all.append(name) }
    }
    for fields in EntryFamily.lines.sorted(by: { $0.key < $1.key }).map(\.value) {
      add(fields.persons, to: &any.persons)
      add(fields.addressees, to: &any.addressees)
      add(fields.others, to: &any.others)
      add(fields.people, to: &any.people)
      add(fields.columns, to: &any.columns)
      add(fields.places, to: &any.places)
      add(fields.organisations, to: &any.organisations)
      add(fields.facts, to: &any.facts)
      add(fields.texts, to: &any.texts)
      add(fields.words, to: &any.words)
    }
    return any
  }()

  /// Those of a line; nil: of no type.
  static func of(type: String?) -> PersonalFields {
    type.flatMap { EntryFamily.lines[$0] } ?? any
  }
}
