import FoundationEssentials
import Glibc

/// The user's browser, when this machine has one.
enum Browser {
  /// Hands an address to `$BROWSER` or `xdg-open` and does not wait; without either, the address
  /// that was printed has to do.
  static func open(_ address: String) {
    let environment = ProcessInfo.processInfo.environment
    let name = environment["BROWSER"] ?? "xdg-open"
    let places = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    let paths = name.contains("/") ? [name] : places.map { "\($0)/\(name)" }
    guard let path = paths.first(where: FileManager.default.isExecutableFile) else { return }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var arguments = [strdup(path), strdup(address), nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    posix_spawn(&child, path, &actions, nil, &arguments, environ)
  }
}
