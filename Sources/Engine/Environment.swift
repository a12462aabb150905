package import Domain
package import Planning
package import Store

/// Everything outside the process, as one value: a rehearsal, a simulation and a test bring their
/// own.
package struct Environment: Sendable {
  package var now: @Sendable () -> Instant
  package var disk: any Disk
  /// Where `now` comes from, when it can be wrong.
  package var clock: TrustedClock?
  /// Whether a roster that shrank or a blast holds, or is only told: a rehearsal and a simulation
  /// have nobody who looks and lets go.
  package var isBraking = true
  /// What the kernel says of its clock; nil: timed mail waits for nothing.
  package var kernelClock: (@Sendable () -> ClockGate.Reading)?
  /// Told when timed mail goes that had waited for the clock.
  package var onClockGate: @Sendable (ClockGate) -> Void = { _ in }
  /// Told when something stopped by itself and waits for an operator.
  package var onBrake: @Sendable (Brake) -> Void
  /// Told when mails wait for a person by rule: `confirm_over`, or a hold that somebody set.
  package var onWait: @Sendable (Brake) -> Void = { _ in }

  package init(
    now: @escaping @Sendable () -> Instant, disk: any Disk,
    onBrake: @escaping @Sendable (Brake) -> Void = { _ in }
  ) {
    self.now = now
    self.disk = disk
    self.onBrake = onBrake
  }

  package init(
    clock: TrustedClock, disk: any Disk, onBrake: @escaping @Sendable (Brake) -> Void = { _ in }
  ) {
    self.init(now: { clock.now }, disk: disk, onBrake: onBrake)
    self.clock = clock
  }
}
