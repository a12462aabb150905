import FoundationEssentials

/// What the program was called with, its own name left out.
///
/// The standard library finds the arguments beside the environment, and none when a preloaded library
/// (a clock for tests, a profiler) has moved that; the kernel still knows them.
enum OwnArguments {
  static var all: [String] {
    if !CommandLine.arguments.isEmpty { return Array(CommandLine.arguments.dropFirst()) }
    guard let bytes = try? Data(contentsOf: URL(filePath: "/proc/self/cmdline")) else { return [] }
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropFirst().dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
