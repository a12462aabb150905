import Testing

/// One change of the fixture, and what `check` then says.
struct Edit: Sendable, CustomTestStringConvertible {
  var file: String
  var old: String
  var new: String
  var says: [String]

  init(_ file: String, _ old: String, _ new: String, _ says: String...) {
    self.file = file
    self.old = old
    self.new = new
    self.says = says
  }

  var testDescription: String { "\(file): \(new.prefix(60))" }

  /// Applies the change to a copy of the fixture and compares.
  func verify() throws {
    let folder = try Folder()
    try folder.replace(old, new, in: file)
    #expect(folder.problems() == says)
  }
}
