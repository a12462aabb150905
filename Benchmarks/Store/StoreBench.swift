import Glibc
import JSONLines
import Store

/// How near the store comes to what its disk can do, and how fast it reads itself back.
///
///     StoreBench [FOLDER]        on the disk of FOLDER; by default the one of temporary files
///
/// A missed goal is said and is no failure: on a busy machine it says little.
@main
enum StoreBench {
  static func main() {
    do {
      let scratch = try Scratch(in: CommandLine.arguments.dropFirst().first ?? temporary)
      defer { scratch.remove() }
      print("store: in \(scratch.path)")
      try acknowledgements(scratch.path)
      try replay(scratch.path + "/replay")
    } catch {
      print("store: \(error)")
      exit(74)
    }
  }

  private static var temporary: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  /// A probe beside each load: what else the machine does changes from second to second.
  private static func acknowledgements(_ folder: String) throws {
    let first = try DiskProbe(folder: folder, appends: 2000)
    let one = try load(folder + "/one", callers: 1, appends: 2000)
    let second = try DiskProbe(folder: folder, appends: 2000)
    let many = try load(folder + "/many", callers: 64, appends: 600)
    report("disk", "\(Int(first.rate)) and \(Int(second.rate)) fdatasync/s of 200 bytes")
    report("1 caller", "\(Int(one.rate)) acks/s", one.rate / first.rate, "× disk", .atLeast(0.8))
    report(
      "64 callers", "\(Int(many.rate)) acks/s", many.rate / second.rate, "× disk", .atLeast(10))
    report(
      "64 callers, p99", milliseconds(many.p99), many.p99 / second.median,
      "× the disk's median of \(milliseconds(second.median))", .atMost(20))
  }

  private static func load(
    _ directory: String, callers: Int, appends: Int
  ) throws -> (rate: Double, p99: Double) {
    let (journal, _) = try Journal.open(directory: directory, disk: RealDisk()) { _ in }
    defer { journal.close() }
    let (waits, elapsed) = try LoadGenerator(journal, appendsPerCaller: appends)
      .run(callers: callers)
    return (Double(waits.count) / elapsed, waits[waits.count * 99 / 100])
  }

  /// Processor time of one thread, with the three fields read that every delivery's entry has.
  private static func replay(_ directory: String) throws {
    let (journal, _) = try Journal.open(directory: directory, disk: RealDisk(syncs: false)) { _ in }
    for thousand in 0..<1000 {
      try journal.wait(journal.append((0..<1000).map { .sample(thousand * 1000 + $0) }))
    }
    journal.close()
    var characters = 0
    let start = Seconds.ofThread
    let count = try StoreFiles(directory: directory).read { line in
      for field in ["event", "step", "person"] as [StaticString] {
        characters += line.json.string(field)?.utf8.count ?? 0
      }
    }.entries
    let rate = Double(count) / (Seconds.ofThread - start)
    report(
      "replay", "\(count) entries", rate, "entries/s of one core", .atLeast(1_000_000))
    precondition(characters > 0, "replay of \(count) entries found no field")
  }
}
