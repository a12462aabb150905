/// Finds the place of a name in a table that holds the names itself: four bytes a slot, and at
/// most half of the slots taken.
struct PlaceTable: Sendable {
  /// -1: free.
  private var slots: [Int32]
  private let mask: Int

  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    mask = size - 1
  }

  /// `nameAt` gives the name of a place that was inserted before. A name that is there already
  /// keeps its place. At most `capacity` names.
  mutating func insert(_ name: String, at place: Int, nameAt: (Int) -> String) {
    let (slot, found) = find(name, nameAt)
    if found == nil { slots[slot] = Int32(place) }
  }

  func place(of name: String, nameAt: (Int) -> String) -> Int? { find(name, nameAt).found }

  /// The place of the name, or the free slot where it belongs.
  private func find(_ name: String, _ nameAt: (Int) -> String) -> (slot: Int, found: Int?) {
    var hasher = Hasher()
    hasher.combine(name)
    var slot = hasher.finalize() & mask
    while slots[slot] >= 0 {
      let place = Int(slots[slot])
      if nameAt(place) == name { return (slot, place) }
      slot = (slot + 1) & mask
    }
    return (slot, nil)
  }
}
