/// A time zone as the system's database has it: equal by name, cheap to copy.
///
/// Local times become instants by RFC 5545 3.3.5: a time that the clocks skip is read with the
/// offset before the jump (02:30 becomes 03:30), a time that occurs twice is the first.
package struct Zone: Sendable {
  /// A change of the clocks, or of what they are called.
  package struct Transition: Hashable, Sendable {
    package var at: Instant
    /// Seconds east of UTC.
    package var offsetBefore: Int
    package var offsetAfter: Int
    /// From then on, such as `CEST`.
    package var abbreviation: String
    package var isDST: Bool
  }

  package let name: String
  private let table: ZoneTable

  /// Reads a TZif file (RFC 8536); throws when it is damaged or counts leap seconds.
  package init(name: String, tzif: [UInt8]) throws(ZoneProblem) {
    self.init(name: name, table: try TZifReader.read(tzif))
  }

  private init(name: String, table: ZoneTable) {
    self.name = name
    self.table = table
  }

  package static let utc = Zone(
    name: "UTC",
    table: ZoneTable(
      kinds: [ZoneTable.Kind(offset: 0, isDST: false, abbreviation: "UTC")], changes: []))

  /// Seconds east of UTC.
  package func offset(at instant: Instant) -> Int { table.kind(at: instant.seconds).offset }

  package func abbreviation(at instant: Instant) -> String {
    table.kind(at: instant.seconds).abbreviation
  }

  /// What the clocks on the wall show; fractions of a second are dropped.
  package func local(_ instant: Instant) -> LocalDateTime {
    let seconds = instant.seconds
    return LocalDateTime(secondsAsUTC: seconds + Int64(table.kind(at: seconds).offset))
  }

  package func instant(_ local: LocalDateTime) -> Instant { resolve(local).instant }

  /// Whether the clocks never show this time because they jump over it.
  package func isSkipped(_ local: LocalDateTime) -> Bool { resolve(local).skipped }

  /// The changes from `from` up to but not including `to`, in order; none are listed after 2500.
  package func transitions(from: Instant, to: Instant) -> [Transition] {
    table.changes(from: from.seconds, to: to.seconds)
  }

  private func resolve(_ local: LocalDateTime) -> (instant: Instant, skipped: Bool) {
    let wall = local.secondsAsUTC
    // Offsets are less than a day, so only these two can apply, unless clocks changed twice within
    // two days, which the loop below also finds.
    let day: Int64 = 86_400
    let before = table.kind(at: wall - day).offset
    let first = wall - Int64(before)
    if table.kind(at: first).offset == before { return (Instant(seconds: first), false) }
    var offset = before
    for change in table.changes(from: wall - day, to: wall + day + 1) {
      offset = change.offsetAfter
      let candidate = wall - Int64(offset)
      if table.kind(at: candidate).offset == offset {
        return (Instant(seconds: candidate), false)
      }
      if wall - Int64(change.offsetBefore) >= change.at.seconds, candidate < change.at.seconds {
        return (Instant(seconds: wall - Int64(change.offsetBefore)), true)
      }
    }
    return (Instant(seconds: wall - Int64(offset)), false)
  }
}

extension Zone: Hashable {
  package static func == (a: Zone, b: Zone) -> Bool { a.name == b.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Zone: CustomStringConvertible {
  package var description: String { name }
}

/// A file that is not a zone, or not one we can use.
package struct ZoneProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var text: String
  package init(text: String) { self.text = text }
  package var description: String { text }
}
