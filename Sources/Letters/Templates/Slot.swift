/// What a tag of a template stands for.
enum Slot: Hashable, Sendable {
  case named(SlotName)
  /// A column of the roster.
  case personField(String)
  /// A key of the event's `fields`.
  case eventField(String)
  /// A text of the language, by its key in `words.toml`.
  case word(String)
  /// A field of the current item of a list, by its place in the list's `itemFields`.
  case item(Int)
}
