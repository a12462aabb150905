import Glibc
import JSONLines
import Store

/// A store under load, to be killed: `StoreTorture write DIR [SECONDS]` appends numbered entries
/// from eight threads and prints each number once it is acknowledged; `StoreTorture check DIR`
/// reads acknowledged numbers on stdin and exits 1 if the store lacks one.
@main
enum StoreTorture {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { exit(64) }
    do {
      switch arguments[1] {
      case "write": try write(arguments[2], seconds: arguments.count > 3 ? Int(arguments[3]) : nil)
      case "check": try check(arguments[2])
      default: exit(64)
      }
    } catch {
      say("\(error)", to: 2)
      exit((error as? StoreError)?.exitCode ?? 70)
    }
  }

  private static func write(_ directory: String, seconds: Int?) throws {
    let lock = try StoreLock.acquire(directory: directory)
    var options = JournalOptions()
    options.segmentBytes = 1 << 18
    options.reserveBytes = 1 << 16
    options.retry = 1_000_000_000
    options.onReadOnly = { say($0.map { "read-only: \($0)" } ?? "writable", to: 2) }
    var highest = 0
    let (journal, report) = try Journal.open(
      directory: directory, disk: RealDisk(), options: options
    ) { line in
      highest = max(highest, line.json.int("n") ?? 0)
    }
    for warning in report.warnings { say(warning, to: 2) }
    let load = Load(journal, from: highest + 1)
    for _ in 0..<8 { load.startThread() }
    let end = seconds.map { time(nil) + $0 } ?? .max
    while time(nil) < end {
      usleep(300_000)
      if journal.status.needsReplay { try journal.replay { _ in } }
      // The number first: what is read after it holds everything up to it.
      let seq = journal.status.durableSeq
      let held = try StoreFiles(directory: directory).numbers()
      try? journal.snapshot(through: seq, held.filter { $0.seq <= seq }.map(\.record))
    }
    journal.close()
    withExtendedLifetime(lock) {}
  }

  private static func check(_ directory: String) throws {
    var held: Set<Int> = []
    let (journal, report) = try Journal.open(directory: directory, disk: RealDisk()) { line in
      held.insert(line.json.int("n") ?? 0)
    }
    journal.close()
    for warning in report.warnings { say(warning, to: 2) }
    let problems = try StoreFiles(directory: directory).verify().problems
    for problem in problems { say("\(problem)", to: 2) }
    var missing = 0
    var acknowledged = 0
    while let line = readLine() {
      guard let number = Int(line) else { continue }
      acknowledged += 1
      if !held.contains(number) {
        missing += 1
        say("lost: \(number)", to: 2)
      }
    }
    say("\(acknowledged) acknowledged, \(held.count) held, \(missing) lost", to: 1)
    exit(missing == 0 && problems.isEmpty ? 0 : 1)
  }

  static func say(_ text: String, to descriptor: Int32) {
    let bytes = Array((text + "\n").utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }
}
