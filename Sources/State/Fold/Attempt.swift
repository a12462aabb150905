package import Domain

/// What must be remembered of a delivery that was begun and is not finished.
package struct Attempt: Sendable, Hashable {
  /// The mail's Date, fixed at the first attempt: a repeated attempt repeats every byte.
  package var date: Instant
  package var count: Int
  /// Not before this moment; `.distantPast` when nothing waits.
  package var next: Instant
  /// The server's last words.
  package var reply: String

  package init(date: Instant, count: Int, next: Instant, reply: String) {
    self.date = date
    self.count = count
    self.next = next
    self.reply = reply
  }
}
