import Glibc
import StateFolder

/// How many mails that come in one core deals with in a second, from the bytes to the entries in
/// the journal's file: parsed, tied to a person by the signature of the tag, looked up in the state
/// of 2,000 people, decided and applied. And whether memory stays as it is meanwhile.
///
///     InboundBench [COUNT]
@main
enum InboundBench {
  /// As the daemon's.
  private static let batch = 200

  static func main() throws {
    let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
    let engine = try BenchEngine()
    // As many fill the caches and what the state remembers of the latest mails; they do not count.
    let warm = 20_000
    var outcomes: [String: Int] = [:]
    var seconds = 0.0
    var bytes = 0
    var before = 0
    for number in 0..<(warm + count) {
      if number == warm { before = residentBytes }
      let mail = engine.mail(number)
      let start = processorSeconds
      let receipt = engine.take(mail)
      if number % batch == 0 { try engine.flush() }
      let took = processorSeconds - start
      guard number >= warm else { continue }
      seconds += took
      bytes += mail.mail.count
      outcomes["\(receipt)", default: 0] += 1
    }
    let rate = Double(count) / seconds
    let growth = max(0, residentBytes - before)
    let mix = outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    print(
      "inbound: \(Int(rate)) mails/s of one core parsed and decided, \(bytes / max(1, count)) bytes "
        + "and \(Int(seconds / Double(count) * 1e6)) µs each "
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
