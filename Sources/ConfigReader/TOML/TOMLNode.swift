/// A value of a TOML document with the place where it stands.
struct TOMLNode {
  enum Value {
    case table(TOMLTable)
    case array([TOMLNode])
    case string(String)
    case integer(Int)
    case boolean(Bool)
    /// Dates, times and floats as text in their canonical spelling.
    case float(String)
    case date(String)
    case time(String)
    case localDateTime(String)
    case offsetDateTime(String)
  }

  var value: Value
  var place: SourcePlace

  /// With an article, for messages.
  var typeName: String {
    switch value {
    case .table: "a table"
    case .array: "a list"
    case .string: "a text"
    case .integer: "a whole number"
    case .boolean: "true or false"
    case .float: "a number with a fraction"
    case .date: "a date"
    case .time: "a time of day"
    case .localDateTime: "a local date-time"
    case .offsetDateTime: "a date-time with an offset"
    }
  }
}

/// A table with its entries in the order of the file.
struct TOMLTable {
  struct Entry {
    var key: String
    var keyPlace: SourcePlace
    var node: TOMLNode
  }

  var entries: [Entry]
  var place: SourcePlace

  func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }
}
