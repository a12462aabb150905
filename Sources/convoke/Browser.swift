import Foundation

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
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [address]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try? process.run()
  }
}
