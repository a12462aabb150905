import Templating

/// A page in the making: its bytes, and the places that are left open for what is a person's own.
struct PageOutput {
  private(set) var bytes: [UInt8] = []
  private(set) var blanks: [(offset: Int, blank: Blank)] = []

  init() { bytes.reserveCapacity(16 * 1024) }

  mutating func append(_ text: [UInt8]) { bytes.append(contentsOf: text) }

  /// Plain text, escaped.
  mutating func append(escaping text: String) {
    HTMLEscape.append(text, to: &bytes)
  }

  mutating func append(_ blank: Blank) { blanks.append((bytes.count, blank)) }

  mutating func append(_ other: PageOutput) {
    for (offset, blank) in other.blanks { blanks.append((bytes.count + offset, blank)) }
    bytes.append(contentsOf: other.bytes)
  }
}
