import Domain

/// Names numbered in the order they were first seen, so that tables can be arrays.
///
/// The numbers live in memory only; the journal and the snapshots spell the names out. A number may
/// have more names than one; it is written by the first.
package struct NameIndex: Sendable {
  private var numbers: [String: Int32] = [:]
  package private(set) var names: [String] = []
  /// Names that stand for a number which has another one: whose they are, and the number that such
  /// a name had for itself before, or -1.
  private var others: [String: (person: Int32, own: Int32)] = [:]

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

  /// From now on `name` is `number`, too, also when it had a number of its own.
  package mutating func know(_ name: String, as number: Int32) {
    guard numbers[name] != number else { return }
    others[name] = (number, others[name]?.own ?? numbers[name] ?? -1)
    numbers[name] = number
  }

  /// From now on every name of `other` is `number`.
  mutating func unite(_ other: Int32, into number: Int32) {
    for name in allNames(other) { know(name, as: number) }
  }

  /// Every name that is known to stand for another one's number, with that number, by name.
  package var otherNames: [(name: String, number: Int32)] {
    others.sorted { $0.key < $1.key }.map { ($0.key, $0.value.person) }
  }

  /// Every name of a number, the one it is written by first.
  package func allNames(_ number: Int32) -> [String] {
    let rest = others.filter { $0.value.person == number }.keys.sorted()
    return [name(number)].filter { !$0.isEmpty && numbers[$0] == number } + rest
  }

  /// The same numbers, each with its own name only: what a journal is read into from its beginning.
  package var unlearned: NameIndex {
    var index = self
    for (name, known) in others { index.numbers[name] = known.own < 0 ? nil : known.own }
    index.others = [:]
    return index
  }

  /// The number keeps its place and has an empty name; the names are new when they come again.
  package mutating func forget(_ number: Int32) {
    for (name, known) in others where known.person == number {
      others[name] = nil
      numbers[name] = nil
      if known.own >= 0 { blank(known.own) }
    }
    if numbers[names[Int(number)]] == number { numbers[names[Int(number)]] = nil }
    blank(number)
  }

  private mutating func blank(_ number: Int32) {
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
