/// The people of `Config/people`, in the order of the files; found by id or by address.
///
/// All of them in one array of bytes, and made into a `Person` when one is asked for: a hundred
/// thousand structures of strings take three times the memory, in a million pieces.
package struct Roster: Sendable, RandomAccessCollection {
  private var records = RosterRecords()
  private var byID: PlaceTable
  private var byAddress: PlaceTable

  /// `people` must hold no id and no normalised address twice; the reader unites them before. Of
  /// two that are alike the first is found.
  package init(_ people: [Person]) {
    byID = PlaceTable(capacity: people.count)
    byAddress = PlaceTable(capacity: people.count)
    for (place, person) in people.enumerated() {
      records.append(person)
      byID.insert(person.id, at: place) { people[$0].id }
      byAddress.insert(person.email.normalized, at: place) { people[$0].email.normalized }
    }
    records.fit()
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { records.count }
  package subscript(index: Int) -> Person { records[index] }

  package func index(ofID id: String) -> Int? { byID.place(of: id) { records.id(at: $0) } }
  package func index(ofAddress address: MailAddress) -> Int? {
    byAddress.place(of: address.normalized) { records.address(at: $0).normalized }
  }
  package func person(id: String) -> Person? { index(ofID: id).map { records[$0] } }
}
