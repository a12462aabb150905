import Glibc

/// The disk's own pace: 200 bytes written behind the end of a file, then fdatasync, again and
/// again.
struct DiskProbe {
  /// Appends a second.
  var rate: Double
  /// Seconds of one append.
  var median: Double

  init(folder: String, appends: Int) throws {
    let path = folder + "/probe"
    let file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchError("open \(path)", errno) }
    defer {
      close(file)
      unlink(path)
    }
    let bytes = [UInt8](repeating: 0x41, count: 200)
    var times: [Double] = []
    let start = Seconds.monotonic
    for number in 0..<appends {
      let begin = Seconds.monotonic
      guard pwrite(file, bytes, bytes.count, off_t(number * bytes.count)) == bytes.count,
        fdatasync(file) == 0
      else { throw BenchError("write \(path)", errno) }
      times.append(Seconds.monotonic - begin)
    }
    rate = Double(appends) / (Seconds.monotonic - start)
    median = times.sorted()[appends / 2]
  }
}
