package import Domain

/// When timed mails were handed over to whom in the last seven days, over all events: what
/// `per_person_per_week` counts.
///
/// Twelve bytes a mail and four a person: each mail knows the one before it to the same person.
package struct RecentMail: Sendable {
  private struct Mail: Sendable {
    var seconds: UInt32
    /// The number of the mail before, -1 without one.
    var before: Int32
    var person: Int32
  }

  private var mails: [Mail] = []
  /// The number of `mails[0]`; lower numbers are forgotten.
  private var start = 0
  /// The number of each person's last mail, -1 without one.
  private var last: [Int32] = []

  package init() {}

  package mutating func note(_ person: Int32, at: Instant) {
    let index = Int(person)
    if index >= last.count {
      last.append(contentsOf: repeatElement(-1, count: index + 1 - last.count))
    }
    mails.append(
      Mail(seconds: UInt32(clamping: at.seconds), before: last[index], person: person))
    last[index] = Int32(truncatingIfNeeded: start + mails.count - 1)
    forget(before: at.adding(seconds: -7 * 86_400))
  }

  /// The person's mails after `edge`, oldest first.
  package func moments(of person: Int32, after edge: Instant) -> [Instant] {
    var moments: [Instant] = []
    var number = Int(person) < last.count ? Int(last[Int(person)]) : -1
    while number >= start {
      let mail = mails[number - start]
      let at = Instant(seconds: Int64(mail.seconds))
      if at > edge { moments.append(at) }
      number = Int(mail.before)
    }
    return moments.reversed()
  }

  /// Everything that is remembered, oldest first.
  package var all: [(person: Int32, at: Instant)] {
    mails.map { ($0.person, Instant(seconds: Int64($0.seconds))) }
  }

  /// Forgets one person, as if nothing had gone to them.
  package mutating func erase(_ person: Int32) {
    let kept = all.filter { $0.person != person }
    guard kept.count < mails.count else { return }
    self = RecentMail()
    for mail in kept { note(mail.person, at: mail.at) }
  }

  /// What went to `other` went to `person`.
  mutating func unite(_ other: Int32, into person: Int32) {
    let mails = all
    guard mails.contains(where: { $0.person == other }) else { return }
    self = RecentMail()
    for mail in mails { note(mail.person == other ? person : mail.person, at: mail.at) }
  }

  /// In large steps, for each moves what stays.
  private mutating func forget(before edge: Instant) {
    guard mails.count >= 1024, mails[mails.count / 2].seconds < edge.seconds else { return }
    start += mails.count / 2
    mails.removeFirst(mails.count / 2)
  }
}
