/// Names numbered in the order they were first seen, so that tables can be arrays.
///
/// The numbers live in memory only; the journal and the snapshots spell the names out.
package struct NameIndex: Sendable {
  private var numbers: [String: Int32] = [:]
  package private(set) var names: [String] = []

  /// Numbers whose name was forgotten.
  private(set) var nameless: Set<Int32> = []

  package init() {}

  package var count: Int { names.count }

  /// The number of `name`, given now when it is new.
  package mutating func number(_ name: String) -> Int32 {
    if let number = numbers[name] { return number }
    let number = Int32(names.count)
    names.append(name)
    numbers[name] = number
    return number
  }

  /// The number of `name`, or nil when it was never seen.
  package func existing(_ name: String) -> Int32? { numbers[name] }

  /// The number keeps its place and has an empty name; the name is new when it comes again.
  package mutating func forget(_ number: Int32) {
    numbers[names[Int(number)]] = nil
    names[Int(number)] = ""
    nameless.insert(number)
  }

  /// Gives a number to nobody: it had a name once that was forgotten.
  mutating func skip() -> Int32 {
    let number = Int32(names.count)
    names.append("")
    nameless.insert(number)
    return number
  }

  /// The name of a number; empty when it was forgotten.
  package func name(_ number: Int32) -> String { names[Int(number)] }
}
