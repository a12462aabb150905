/// Finds texts in the order they stand, each search beginning where the last one ended, so that all
/// of them together read the text about once.
package struct ForwardSearch {
  private let bytes: [UInt8]
  private var position = 0
  private var failures = 0
  /// A search that finds nothing reads to the end; after so many of them nothing more is looked
  /// for.
  private static let mostFailures = 20
  /// Places looked at so far.
  package private(set) var steps = 0

  package init(_ text: String) { bytes = Array(text.utf8) }

  /// Where the first of `texts` that stands at or behind the last find begins; else the last find.
  package mutating func next(_ texts: String...) -> Int {
    for text in texts where failures < Self.mostFailures {
      if let found = find(Array(text.utf8)) {
        position = found + 1
        return found
      }
      failures += 1
    }
    return max(0, position - 1)
  }

  private mutating func find(_ pattern: [UInt8]) -> Int? {
    guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
    var index = position
    while index <= bytes.count - pattern.count {
      steps += 1
      if bytes[index] == first, bytes[index..<index + pattern.count].elementsEqual(pattern) {
        return index
      }
      index += 1
    }
    return nil
  }
}
