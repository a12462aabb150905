import Threading

/// What the threads of a journal wait for.
enum JournalCondition {
  /// How many there are for a `Monitor`.
  static let count = 3

  case work
  /// The end of the batch of this number. Only two numbers in a row are ever waited for, so that
  /// nobody is woken by the end of a batch that is not theirs.
  case done(Int)

  var number: Int {
    switch self {
    case .work: 0
    case .done(let batch): 1 + batch & 1
    }
  }
}

extension Monitor<JournalState> {
  func signalWork() { wakeOne(JournalCondition.work.number) }

  /// Wakes those who wait for the end of a batch; nil: of any.
  func announceDone(_ batch: Int?) {
    for batch in batch.map({ [$0] }) ?? [0, 1] { wakeAll(JournalCondition.done(batch).number) }
  }
}
