package import Domain

/// One mail of a rehearsed season: a row of `ledger.csv`.
package struct SeasonRow: Sendable {
  package var at: Instant
  package var zone: Zone
  package var event: String
  package var step: String
  package var person: String
  package var email: String
  package var messageID: String
  package var outcome: String
  package var file: String
  package var subject: String
}
