import Domain

/// What happened in a run, as a number that tells two runs apart and, when asked for, as text.
package struct Trace: Sendable {
  package private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  package private(set) var lines: [String] = []
  private let isKept: Bool

  init(isKept: Bool) { self.isKept = isKept }

  mutating func note(_ now: Instant, _ text: String) {
    let seconds = UInt64(bitPattern: now.milliseconds)
    hash = (hash ^ seconds) &* 0x100_0000_01b3
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    if isKept { lines.append("\(Zone.utc.local(now))  \(text)") }
  }
}
