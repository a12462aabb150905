import Glibc

/// The memory of the process, where the C library is glibc; elsewhere nothing happens.
enum ProcessMemory {
  // malloc.h is in no module map.
  private typealias Trim = @convention(c) (Int) -> Int32
  private typealias Option = @convention(c) (_ option: Int32, _ value: Int32) -> Int32

  /// glibc's `M_MMAP_THRESHOLD`.
  private static let largeBlock: Int32 = -3

  /// Blocks from 256 KiB on are the system's own pages, and go back to it when they are freed. Left
  /// to itself glibc puts them among small ones as soon as the first was freed, which a roster of
  /// 100,000 people pays with 25 MB of holes. Called before anything large is read.
  static func keepLargeBlocksApart() {
    guard let symbol = dlsym(nil, "mallopt") else { return }
    _ = unsafeBitCast(symbol, to: Option.self)(largeBlock, 256 << 10)
  }

  /// Gives what reading a large roster took, and freed again, back to the system: glibc would keep
  /// it, several times what the roster itself needs.
  static func giveBack() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }
}
