/// Seats and parties counted, so that a decision need not walk through all answers.
struct SeatCounts: Sendable {
  struct Parties: Sendable, Hashable {
    var seated = 0
    var offered = 0
  }

  /// Seats of those seated, and seats held by offers; guests included.
  private(set) var seatsTaken = 0
  private(set) var seatsOffered = 0
  private(set) var organisationsSeated = 0
  private var organisations: [Int32: Parties] = [:]

  /// Parties of an organisation that hold seats; 0 for who is alone.
  func parties(of organisation: Int32) -> Int {
    guard organisation >= 0, let parties = organisations[organisation] else { return 0 }
    return parties.seated + parties.offered
  }

  mutating func replace(_ old: SeatStanding?, with new: SeatStanding?) {
    if let old { count(old, by: -1) }
    if let new { count(new, by: 1) }
  }

  private mutating func count(_ standing: SeatStanding, by step: Int) {
    switch standing.state {
    case .seated: seatsTaken += step * standing.size
    case .offered: seatsOffered += step * standing.size
    case .unanswered, .declined, .undecided, .waiting, .lapsed: return
    }
    let isSeated = standing.state == .seated
    if standing.organisation < 0 {
      organisationsSeated += isSeated ? step : 0
      return
    }
    var parties = organisations[standing.organisation] ?? Parties()
    let before = parties.seated
    if isSeated { parties.seated += step } else { parties.offered += step }
    organisationsSeated += (parties.seated > 0 ? 1 : 0) - (before > 0 ? 1 : 0)
    organisations[standing.organisation] = parties == Parties() ? nil : parties
  }
}
