/// The people of `Config/people`, in the order of the files; found by id or by address.
package struct Roster: Sendable, RandomAccessCollection {
  private var people: [Person]
  private var byID: [String: Int32]
  private var byAddress: [String: Int32]

  /// `people` must hold no id and no normalised address twice; the reader unites them before.
  package init(_ people: [Person]) {
    self.people = people
    byID = Dictionary(
      people.enumerated().map { ($1.id, Int32($0)) }, uniquingKeysWith: { a, _ in a })
    byAddress = Dictionary(
      people.enumerated().map { ($1.email.normalized, Int32($0)) }, uniquingKeysWith: { a, _ in a })
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { people.count }
  package subscript(index: Int) -> Person { people[index] }

  package func index(ofID id: String) -> Int? { byID[id].map(Int.init) }
  package func index(ofAddress address: MailAddress) -> Int? {
    byAddress[address.normalized].map(Int.init)
  }
  package func person(id: String) -> Person? { index(ofID: id).map { people[$0] } }
}
