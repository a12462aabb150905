import Glibc
import Inbound

/// How many mails that come in one core understands in a second, and whether memory stays as it is.
///
///     InboundBench [COUNT]
@main
enum InboundBench {
  static func main() throws {
    let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
    let mails = SampleMail.all
    var kinds: [String: Int] = [:]
    // The first round fills caches and the phrase tables; it counts for neither figure.
    for mail in mails { _ = try MailReader.understand(mail) }
    let before = residentBytes
    var bytes = 0
    let start = processorSeconds
    for number in 0..<count {
      let mail = mails[number % mails.count]
      let understood = try MailReader.understand(mail)
      kinds[understood.kind.rawValue, default: 0] += 1
      bytes += mail.count
    }
    let seconds = processorSeconds - start
    let rate = Double(count) / seconds
    let growth = max(0, residentBytes - before)
    let mix = kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    print(
      "inbound: \(Int(rate)) mails/s of one core, \(bytes / count) bytes and "
        + "\(Int(seconds / Double(count) * 1e6)) µs each "
        + "(goal 2000 or more: \(rate >= 2000 ? "ok" : "MISSED"))")
    print("         \(mix.joined(separator: ", "))")
    print(
      "memory:  \(growth >> 10) KiB more after \(count) mails "
        + "(goal: flat: \(growth < 4 << 20 ? "ok" : "MISSED"))")
  }

  /// What this thread had of the processor; others that use the machine do not count.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Resident memory of this process, from `/proc/self/statm`.
  private static var residentBytes: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 128)
    guard fgets(&buffer, 128, file) != nil else { return 0 }
    let fields = String(decoding: buffer.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
  }
}
