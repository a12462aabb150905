/// A look at a journal at one moment.
package struct JournalStatus: Sendable, Equatable {
  /// Entries handed over at the start and made durable since, without the store's own lines.
  package var entries: Int

  /// The last number given to a line, durable or not.
  package var lastSeq: Int

  /// Every line up to here is on stable storage.
  package var durableSeq: Int

  /// Why nothing can be saved, or nil. While it is set only essential entries may be accepted.
  package var readOnly: String?

  /// Entries that were promised a number have been given up: the caller's memory may hold what the
  /// journal does not. Nothing is accepted until `Journal.replay` or `Journal.resume`.
  package var needsReplay: Bool

  /// The length of the segment that is written to.
  package var segmentBytes: Int

  /// How many bytes of lines were written since the journal was opened.
  package var writtenBytes: Int
}

/// A place in the journal that was given to some records and is on its way to the disk.
package struct Ticket: Sendable {
  /// The numbers of the records' lines; empty when there were none or the journal refused them.
  package let seqs: Range<Int>

  let epoch: Int
  let refused: StoreError?
}

/// What a start found.
package struct RecoveryReport: Sendable, Equatable {
  /// The entries handed over, those of the snapshot included.
  package var entries = 0

  /// The last durable line.
  package var lastSeq = 0

  /// The snapshot the start was made from.
  package var snapshotSeq: Int?

  /// Entries whose proof was missing and that were copied into a new, synced segment.
  package var copied = 0

  /// Files with what was torn off.
  package var quarantined: [String] = []

  /// One line each, for the log.
  package var warnings: [String] = []

  package init() {}
}
