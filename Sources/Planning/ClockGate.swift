/// Whether timed mail waits because nobody has set the clock since the machine was switched on.
///
/// A board without a battery boots in 1970, one with a bad battery hours ahead; the network's time
/// comes minutes later. Until the kernel says that the clock is synchronised, or the machine has
/// been up for as long as one is willing to wait, nothing timed goes and nothing is given up as too
/// late. Open once is open for good: later jumps are the business of whoever compares clocks.
package struct ClockGate: Sendable, Hashable {
  package enum Standing: Sendable, Hashable {
    /// Nobody asked yet, or the kernel says that the clock is right.
    case open
    case waiting
    /// Waited, in vain.
    case wentOn
  }

  /// What the kernel says.
  package struct Reading: Sendable, Hashable {
    /// nil: it does not say.
    package var isSynchronised: Bool?
    /// Seconds since boot, by a clock that nobody sets.
    package var sinceBoot: Int64

    package init(isSynchronised: Bool?, sinceBoot: Int64) {
      self.isSynchronised = isSynchronised
      self.sinceBoot = sinceBoot
    }
  }

  package private(set) var standing: Standing
  /// Whether it was decided.
  private var isSettled: Bool

  /// Open, without asking.
  package init() {
    standing = .open
    isSettled = true
  }

  /// - Parameter wait: seconds since boot that are waited at most; 0: not at all.
  package init(_ reading: Reading, wait: Int64) {
    standing = .open
    isSettled = false
    look(reading, wait: wait)
  }

  /// Whether timed mail waits.
  package var isWaiting: Bool { standing == .waiting }

  /// Looks again.
  /// - Returns: whether it opened by this.
  @discardableResult
  package mutating func look(_ reading: Reading, wait: Int64) -> Bool {
    if isSettled { return false }
    let was = standing
    if reading.isSynchronised != false {
      standing = .open
      isSettled = true
    } else if reading.sinceBoot >= wait {
      standing = wait > 0 ? .wentOn : .open
      isSettled = true
    } else {
      standing = .waiting
    }
    return was == .waiting && standing != .waiting
  }

  /// For the line of `systemctl status`; nil while there is nothing to say.
  package var text: String? {
    isWaiting ? "timed mail waits: the clock is not synchronised" : nil
  }
}
