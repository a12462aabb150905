import FoundationEssentials
import Glibc

/// What the program was called with, its own name left out.
///
/// The standard library finds the arguments beside the environment, and none when a preloaded
/// library (a clock for tests, a profiler) has moved that; the kernel still knows them.
///
/// Both read `/proc`. In a chroot without it nobody can tell what was asked, and to print the help
/// with exit 0 would be the loss of a mail that `receive` was to take.
enum OwnArguments {
  static var all: [String] {
    if !CommandLine.arguments.isEmpty { return Array(CommandLine.arguments.dropFirst()) }
    guard let bytes = try? Data(contentsOf: URL(filePath: "/proc/self/cmdline")), !bytes.isEmpty
    else {
      Terminal.error("/proc: is not mounted here, so what was asked cannot be read; mount it")
      Glibc.exit(Failure.unavailable)
    }
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropFirst().dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
