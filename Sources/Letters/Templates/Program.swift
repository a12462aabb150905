/// A compiled template: what to write, with the places of the values. Filling it cannot fail and
/// costs a copy of its bytes.
package struct Program: Sendable {
  enum Form: Sendable { case html, text }

  enum Operation: Sendable {
    case literal([UInt8])
    case value(Slot, Escape)
    case section(Slot, inverted: Bool, Program)
    /// An event's text or a newsletter's article.
    case block(SlotName, Form)
    /// Another program, in place.
    case include(Program)
  }

  private(set) var operations: [Operation] = []
  /// Bytes that were copied once more because what they stand in had to grow.
  package private(set) var moved = 0

  package init() {}

  var isEmpty: Bool { operations.isEmpty }

  package mutating func append(literal bytes: some Sequence<UInt8>) {
    guard case .literal(var last)? = operations.last else {
      let literal = Array(bytes)
      if !literal.isEmpty { operations.append(.literal(literal)) }
      return
    }
    // Taken out while it grows: with two owners, each piece would copy all that stands before it.
    operations[operations.count - 1] = .literal([])
    let (place, count) = (Self.place(last), last.count)
    last.append(contentsOf: bytes)
    if Self.place(last) != place { moved += count }
    operations[operations.count - 1] = .literal(last)
  }

  private static func place(_ bytes: [UInt8]) -> UnsafePointer<UInt8>? {
    bytes.withUnsafeBufferPointer(\.baseAddress)
  }

  mutating func append(_ operation: Operation) {
    switch operation {
    case .literal(let bytes): append(literal: bytes)
    case .include(let program):
      for operation in program.operations { append(operation) }
    default: operations.append(operation)
    }
  }

  func fill(_ values: SlotValues, into out: inout [UInt8]) {
    for operation in operations {
      switch operation {
      case .literal(let bytes): out.append(contentsOf: bytes)
      case .value(let slot, let escape): escape.append(values.text(slot), to: &out)
      case .include(let program): program.fill(values, into: &out)
      case .block(let name, let form): values.block(name, form)?.fill(values, into: &out)
      case .section(let slot, let inverted, let body):
        if let items = values.items(slot), !inverted {
          for item in items { body.fill(values.with(item: item), into: &out) }
        } else if values.isSet(slot) != inverted {
          body.fill(values, into: &out)
        }
      }
    }
  }

  func text(_ values: SlotValues) -> String {
    var out: [UInt8] = []
    fill(values, into: &out)
    return String(decoding: out, as: UTF8.self)
  }
}
