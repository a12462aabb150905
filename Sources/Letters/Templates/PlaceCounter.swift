/// Lines and columns of a text. Problems come in the order they stand, so each place is counted on
/// from the one before.
package final class PlaceCounter {
  private let bytes: [UInt8]
  private var offset = 0
  private var line = 0
  private var column = 0
  /// Bytes counted so far.
  package private(set) var steps = 0

  package init(_ text: String) { bytes = Array(text.utf8) }

  /// Line and column, in Unicode scalars, of a byte, both from 0.
  package func place(at wanted: Int) -> (line: Int, column: Int) {
    if wanted < offset { (offset, line, column) = (0, 0, 0) }
    let end = min(wanted, bytes.count)
    while offset < end {
      if bytes[offset] == 0x0a {
        line += 1
        column = 0
      } else if bytes[offset] & 0xc0 != 0x80 {
        column += 1
      }
      offset += 1
      steps += 1
    }
    return (line, column)
  }
}
