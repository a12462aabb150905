/// A strict single-pass reader of RFC 8259 text: it finds where members stand and copies nothing.
///
/// Stricter than the RFC demands where two readers could disagree: duplicate names, unpaired
/// surrogates, and nesting deeper than 64 are errors; so are a BOM and UTF-8 that is not well
/// formed.
struct JSONScanner {
  /// Where one member stands, in bytes from the start; the value includes its quotes or brackets.
  struct Member {
    var nameStart: Int32
    var nameEnd: Int32
    var valueStart: Int32
    var valueEnd: Int32
    var nameHasEscapes: Bool
  }

  static let deepest = 64

  let bytes: UnsafeRawBufferPointer
  var index = 0
  private var depth = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Reads one object and nothing after it but white space.
  static func members(of bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) -> [Member] {
    guard bytes.count <= Int(Int32.max) else {
      throw JSONSyntaxError(offset: 0, reason: "longer than 2 GiB")
    }
    var scanner = JSONScanner(bytes)
    var members: [Member] = []
    members.reserveCapacity(12)
    scanner.skipSpace()
    try scanner.object(into: &members)
    scanner.skipSpace()
    guard scanner.index == bytes.count else { throw scanner.error("text after the object") }
    return members
  }

  /// Where the elements of an array stand. `bytes` must have passed the scanner as one array.
  static func elements(of bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) -> [Range<Int>] {
    var scanner = JSONScanner(bytes)
    var elements: [Range<Int>] = []
    try scanner.array { elements.append($0) }
    return elements
  }

  func error(_ reason: String) -> JSONSyntaxError {
    JSONSyntaxError(offset: index, reason: reason)
  }

  @inline(__always)
  func peek() -> UInt8? {
    index < bytes.count ? bytes[index] : nil
  }

  @inline(__always)
  mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return
      }
    }
  }

  private mutating func object(into members: inout [Member]) throws(JSONSyntaxError) {
    guard peek() == UInt8(ascii: "{") else { throw error("expected {") }
    try descend()
    index += 1
    skipSpace()
    if peek() == UInt8(ascii: "}") {
      index += 1
      depth -= 1
      return
    }
    while true {
      let start = index
      members.append(try member())
      guard isNameNew(in: members) else {
        throw JSONSyntaxError(offset: start, reason: "this name stands twice in one object")
      }
      skipSpace()
      switch peek() {
      case UInt8(ascii: ","): index += 1
      case UInt8(ascii: "}"):
        index += 1
        depth -= 1
        return
      default: throw error("expected , or }")
      }
      skipSpace()
    }
  }

  private mutating func member() throws(JSONSyntaxError) -> Member {
    let nameStart = index + 1
    let nameHasEscapes = try string()
    let nameEnd = index - 1
    skipSpace()
    guard peek() == UInt8(ascii: ":") else { throw error("expected :") }
    index += 1
    skipSpace()
    let valueStart = index
    try value()
    return Member(
      nameStart: Int32(truncatingIfNeeded: nameStart), nameEnd: Int32(truncatingIfNeeded: nameEnd),
      valueStart: Int32(truncatingIfNeeded: valueStart), valueEnd: Int32(truncatingIfNeeded: index),
      nameHasEscapes: nameHasEscapes)
  }

  private mutating func value() throws(JSONSyntaxError) {
    switch peek() {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "{"):
      var nested: [Member] = []
      try object(into: &nested)
    case UInt8(ascii: "["): try array { _ in }
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    default: try number()
    }
  }

  private mutating func array(_ found: (Range<Int>) -> Void) throws(JSONSyntaxError) {
    try descend()
    index += 1
    skipSpace()
    if peek() == UInt8(ascii: "]") {
      index += 1
      depth -= 1
      return
    }
    while true {
      let start = index
      try value()
      found(start..<index)
      skipSpace()
      switch peek() {
      case UInt8(ascii: ","): index += 1
      case UInt8(ascii: "]"):
        index += 1
        depth -= 1
        return
      default: throw error("expected , or ]")
      }
      skipSpace()
    }
  }

  private mutating func descend() throws(JSONSyntaxError) {
    depth += 1
    if depth > Self.deepest { throw error("nested deeper than \(Self.deepest)") }
  }
}
