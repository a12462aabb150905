/// Where an answer has put a person, as lists and pages show it.
package enum Seat: String, Sendable, Hashable, CaseIterable {
  case seated, waiting, offered, none
}
