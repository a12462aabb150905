import Domain
import Planning

extension Office {
  /// Whether time may pass: false while timed mail waits for a clock that is right.
  ///
  /// When the kernel says that it is, the wall clock is believed however far it was set by that.
  func passesClockGate() -> Bool {
    guard let read = world.kernelClock else { return true }
    if !self.read({ $0.clockGate.isWaiting }) { return true }
    let reading = read()
    let (gate, opened) = change { desk, _ in
      let opened = desk.clockGate.look(reading, wait: desk.programme.send.clockWait.seconds)
      return ((desk.clockGate, opened), [])
    }.0
    if opened {
      if gate.standing == .open { world.clock?.synchronised() }
      world.onClockGate(gate)
    }
    return !gate.isWaiting
  }
}
