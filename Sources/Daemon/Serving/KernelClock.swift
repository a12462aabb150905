import CDispatch
import Glibc
package import Planning

/// What the kernel says of its clock.
package enum KernelClock {
  // sys/timex.h is in no module map.
  private typealias Adjust = @convention(c) (UnsafeMutableRawPointer) -> Int32

  /// adjtimex(2): the state of a clock that nobody disciplines.
  private static let error: Int32 = 5

  package static let read: @Sendable () -> ClockGate.Reading = {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return ClockGate.Reading(isSynchronised: isSynchronised, sinceBoot: Int64(time.tv_sec))
  }

  /// nil where the call is not permitted, or not there.
  package static var isSynchronised: Bool? {
    guard let symbol = dlsym(nil, "adjtimex") else { return nil }
    // `struct timex` all zero only asks; it has 208 bytes.
    let state = withUnsafeTemporaryAllocation(byteCount: 512, alignment: 8) { buffer in
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      return unsafeBitCast(symbol, to: Adjust.self)(buffer.baseAddress!)
    }
    return state < 0 ? nil : state != error
  }
}
