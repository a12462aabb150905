/// The transition table: for each input and state, what a person becomes.
///
/// Every change of a book is looked up here, and `docs/rsvp.md` prints it: the two cannot differ.
package enum SeatTable {
  package static func outcome(_ state: SeatState, _ input: SeatInput) -> SeatOutcome {
    guard let row = rows.first(where: { $0.input == input }) else { return .never }
    return row.outcomes[columns[state] ?? 0]
  }

  private struct Row: Sendable {
    var input: SeatInput
    var outcomes: [SeatOutcome]

    init(_ input: SeatInput, _ outcomes: SeatOutcome...) {
      self.input = input
      self.outcomes = outcomes
    }
  }

  private static let seated = SeatOutcome.becomes(.seated, .answered)
  private static let waiting = SeatOutcome.becomes(.waiting, .answered)
  private static let undecided = SeatOutcome.becomes(.undecided, .answered)
  private static let declined = SeatOutcome.becomes(.declined, .answered)
  private static let offered = SeatOutcome.becomes(.offered, .offered)
  private static let promoted = SeatOutcome.becomes(.seated, .promoted)
  private static let lapsed = SeatOutcome.becomes(.lapsed, .lapsed)
  private static let withdrawn = SeatOutcome.becomes(.waiting, .withdrawn)
  private static let handed = SeatOutcome.becomes(.declined, .handedOver)
  private static let removed = SeatOutcome.becomes(.unanswered, .removed)
  private static let takes = SeatOutcome.takesPlace
  private static let noRoom = SeatOutcome.refusedForRoom
  private static let nothing = SeatOutcome.refusedAsNothingHeld
  private static let hasSeat = SeatOutcome.refusedAsSeated
  private static let never = SeatOutcome.never

  // The columns stand under their heads.
  // swift-format-ignore
  private static let rows: [Row] = [
    //               unanswered declined   undecided  waiting    offered    lapsed     seated
    Row(.yesFits,    seated,    seated,    seated,    seated,    seated,    seated,    seated),
    Row(.yesFull,    waiting,   waiting,   waiting,   waiting,   noRoom,    waiting,   noRoom),
    Row(.maybe,      undecided, undecided, undecided, undecided, undecided, undecided, undecided),
    Row(.no,         declined,  declined,  declined,  declined,  declined,  declined,  declined),
    Row(.offer,      never,     never,     never,     offered,   never,     never,     never),
    Row(.promotion,  never,     never,     never,     promoted,  never,     never,     never),
    Row(.lapse,      never,     never,     never,     never,     lapsed,    never,     never),
    Row(.withdrawal, never,     never,     never,     never,     withdrawn, never,     never),
    Row(.handOver,   nothing,   nothing,   nothing,   handed,    handed,    nothing,   handed),
    Row(.receipt,    takes,     takes,     takes,     takes,     takes,     takes,     hasSeat),
    Row(.removal,    never,     removed,   removed,   removed,   removed,   removed,   removed),
  ]

  private static let columns: [SeatState: Int] = Dictionary(
    uniqueKeysWithValues: SeatState.allCases.enumerated().map { ($1, $0) })

  /// The table as `docs/rsvp.md` shows it, one line an input, without a newline at the end.
  package static func markdown() -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let states = SeatState.allCases
    let head = [
      line(["the person …"] + states.map { "**\($0.rawValue)**" }),
      line(Array(repeating: "---", count: states.count + 1)),
    ]
    let body = SeatInput.allCases.map { input in
      line([input.summary] + states.map { outcome($0, input).summary })
    }
    return (head + body).joined(separator: "\n")
  }
}
