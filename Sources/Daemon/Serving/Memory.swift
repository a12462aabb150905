import Glibc

/// The memory of the process.
enum Memory {
  private typealias Trim = @convention(c) (Int) -> Int32

  /// Gives what reading a large roster took, and freed again, back to the system: glibc would keep
  /// it, several times what the roster itself needs. Nothing happens where the C library is another.
  static func giveBack() {
    // malloc.h is in no module map.
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }
}
