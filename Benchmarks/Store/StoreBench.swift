import Glibc
import Store

/// How near the store comes to what the disk can do, and how fast it reads itself back.
///
///     StoreBench [FOLDER]        on the disk of FOLDER; default the one of temporary files
///
/// A missed goal is said and is no error: on a busy machine it says little.
@main
enum StoreBench {
  static func main() {
    do {
      let scratch = try Scratch(in: CommandLine.arguments.dropFirst().first ?? temporary)
      defer { scratch.remove() }
      print("store in \(scratch.path)")
      try acknowledgements(scratch.path)
      try replay(scratch.path)
    } catch {
      print("StoreBench: \(error)")
      exit(74)
    }
  }

  private static var temporary: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  private static func acknowledgements(_ folder: String) throws {
    // A probe beside each measurement: what else the machine does changes from second to second.
    let alone = try DiskProbe(folder: folder, appends: 2000)
    let one = try load(folder + "/one", callers: 1, appends: 2000)
    let beside = try DiskProbe(folder: folder, appends: 2000)
    let many = try load(folder + "/many", callers: 64, appends: 600)
    print("disk", "\(Int(alone.rate)) and \(Int(beside.rate)) syncs/s of 200 bytes", to: 22)
    print(
      "1 caller", "\(Int(one.rate)) acks/s", goal: .atLeast(0.8), of: one.rate / alone.rate, "× disk")
    print(
      "64 callers", "\(Int(many.rate)) acks/s", goal: .atLeast(10), of: many.rate / beside.rate,
      "× disk")
    print(
      "64 callers, p99", "\(milliseconds(many.p99)) ms", goal: .atMost(20),
      of: many.p99 / beside.median, "× the disk's median of \(milliseconds(beside.median)) ms")
  }
}
