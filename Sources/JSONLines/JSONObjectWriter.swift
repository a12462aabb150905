/// Builds one compact JSON object; keys stand in the order in which they were added.
///
/// Escapes control characters, the quote, the backslash and U+2028/U+2029 (which some JavaScript
/// and log readers take for line ends), and nothing else: "/" and other Unicode stay readable.
/// A name added twice is the caller's mistake: `JSONLine` refuses such an object.
package struct JSONObjectWriter: Sendable {
  private var bytes: [UInt8]

  package init() {
    bytes = []
    bytes.reserveCapacity(256)
    bytes.append(UInt8(ascii: "{"))
  }

  package mutating func add(_ name: String, _ value: String) {
    key(name)
    JSONText.append(value, to: &bytes)
  }

  package mutating func add(_ name: String, _ value: Int64) {
    key(name)
    bytes.append(contentsOf: value.description.utf8)
  }

  package mutating func add(_ name: String, _ value: Int) {
    add(name, Int64(value))
  }

  package mutating func add(_ name: String, _ value: Bool) {
    key(name)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// The shortest decimal that reads back as `value`, which must be finite (RFC 8259 section 6).
  package mutating func add(_ name: String, _ value: Double) {
    precondition(value.isFinite, "JSON has no number for \(value) (member \(name))")
    key(name)
    bytes.append(contentsOf: value.description.utf8)
  }

  package mutating func add(_ name: String, _ values: [String]) {
    key(name)
    list(values) { JSONText.append($0, to: &$1) }
  }

  package mutating func add(_ name: String, _ values: [Int]) {
    key(name)
    list(values) { $1.append(contentsOf: $0.description.utf8) }
  }

  /// A nested object of strings, in the order given.
  package mutating func add(_ name: String, object: [(key: String, value: String)]) {
    var nested = JSONObjectWriter()
    for (key, value) in object { nested.add(key, value) }
    add(name, raw: nested.finish())
  }

  /// A value that is JSON already; it is copied as it is.
  package mutating func add(_ name: String, raw value: some Sequence<UInt8>) {
    key(name)
    bytes.append(contentsOf: value)
  }

  /// An array whose elements are JSON already.
  package mutating func add(_ name: String, rawList values: some Sequence<[UInt8]>) {
    key(name)
    list(values) { $1.append(contentsOf: $0) }
  }

  /// Adds nothing for `nil`.
  package mutating func add(_ name: String, ifPresent value: String?) {
    if let value { add(name, value) }
  }

  /// Adds nothing for `nil`.
  package mutating func add(_ name: String, ifPresent value: Int?) {
    if let value { add(name, value) }
  }

  /// The object, `{…}`, without a newline.
  package consuming func finish() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  /// The members without the braces, to be placed into an object that somebody else builds.
  package consuming func members() -> [UInt8] {
    bytes.removeFirst()
    return bytes
  }

  private mutating func key(_ name: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    JSONText.append(name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func list<Element>(
    _ values: some Sequence<Element>, _ append: (Element, inout [UInt8]) -> Void
  ) {
    bytes.append(UInt8(ascii: "["))
    var isFirst = true
    for value in values {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      append(value, &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }
}
