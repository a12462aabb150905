/// What is wrong with a template or a word list: a person's mistake, to be named with its place.
package struct PageFault: Error, Hashable, Sendable {
  /// Below `Templates/`, such as `web/rsvp.html` or `nl/web.toml`.
  package var file: String
  /// From 1.
  package var line: Int
  /// In bytes, from 1.
  package var column: Int
  package var text: String

  package init(file: String, line: Int = 1, column: Int = 1, text: String) {
    self.file = file
    self.line = line
    self.column = column
    self.text = text
  }
}

/// Every fault that reading the pages found.
package struct PageFaults: Error, Sendable, CustomStringConvertible {
  package var faults: [PageFault]

  package var description: String {
    faults.map { "\($0.file):\($0.line):\($0.column): error: \($0.text)" }
      .joined(separator: "\n")
  }
}
