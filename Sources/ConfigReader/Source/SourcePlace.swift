/// A line and a column of a file, from 1; columns count Unicode scalars.
struct SourcePlace: Hashable, Comparable {
  var line: Int
  var column: Int

  static let start = SourcePlace(line: 1, column: 1)

  static func < (a: SourcePlace, b: SourcePlace) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}

/// A value with the place where it was written.
struct Located<Value> {
  var value: Value
  var place: SourcePlace

  func map<Other>(_ transform: (Value) -> Other) -> Located<Other> {
    Located<Other>(value: transform(value), place: place)
  }
}
