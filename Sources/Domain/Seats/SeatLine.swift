/// People in the order of their turns.
///
/// Two with the same turn, which only a journal changed by hand can hold, stand in order of number.
package struct SeatLine: Sendable, Equatable {
  package struct Ticket: Sendable, Hashable, Comparable {
    package var turn: Int
    package var person: Int32
    /// Below zero: none.
    package var organisation: Int32
    package var size: Int
    /// The end of the offer; the distant future for those who only wait.
    package var until: Instant

    package static func < (a: Ticket, b: Ticket) -> Bool {
      (a.turn, a.person) < (b.turn, b.person)
    }
  }

  package private(set) var tickets: [Ticket] = []

  mutating func insert(_ ticket: Ticket) {
    tickets.insert(ticket, at: index(of: ticket))
  }

  mutating func remove(_ ticket: Ticket) {
    let index = index(of: ticket)
    guard index < tickets.count, tickets[index].person == ticket.person else { return }
    tickets.remove(at: index)
  }

  /// Places from the front, counted from 0; nil when not in this line.
  func position(of ticket: Ticket) -> Int? {
    let index = index(of: ticket)
    return index < tickets.count && tickets[index].person == ticket.person ? index : nil
  }

  /// Where the ticket stands, or would stand.
  private func index(of ticket: Ticket) -> Int {
    var low = 0
    var high = tickets.count
    while low < high {
      let middle = (low + high) / 2
      if tickets[middle] < ticket { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
