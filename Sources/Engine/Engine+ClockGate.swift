import Domain
import Planning

extension Engine {
  /// Whether time may pass: false while timed mail waits for a clock that is right.
  ///
  /// When the kernel says that it is, the wall clock is believed however far it was set by that.
  func passesClockGate() -> Bool {
    guard let read = environment.kernelClock else { return true }
    if !self.read({ $0.clockGate.isWaiting }) { return true }
    let reading = read()
    let (gate, opened) = change { current, _ in
      let opened = current.clockGate.look(reading, wait: current.programme.send.clockWait.seconds)
      return ((current.clockGate, opened), [])
    }.0
    if opened {
      if gate.standing == .open { environment.clock?.synchronised() }
      environment.onClockGate(gate)
    }
    return !gate.isWaiting
  }
}
