import FoundationEssentials
import Glibc

/// Clocks, in seconds.
enum Seconds {
  static var monotonic: Double { read(CLOCK_MONOTONIC) }

  /// Of the processor, used by this thread.
  static var ofThread: Double { read(CLOCK_THREAD_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// What the machine refused.
struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ what: String, _ code: Int32) {
    description = "\(what): \(String(cString: strerror(code)))"
  }
}

/// A folder for this run, removed with everything in it.
struct Scratch {
  let path: String

  /// In `parent`, so that the probe and the store are on the disk that is asked about.
  init(in parent: String) throws {
    var name = Array((parent + "/store-bench-XXXXXX").utf8CString)
    guard mkdtemp(&name) != nil else { throw BenchError("create a folder in \(parent)", errno) }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
