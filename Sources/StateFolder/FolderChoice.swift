import FoundationEssentials

/// Where configuration and state are, when several may say so: the first that does wins.
package struct FolderChoice: Equatable, Sendable {
  package var path: String
  /// One line for each that said something else and was not heard.
  package var remarks: [String]

  package init(path: String, remarks: [String]) {
    self.path = path
    self.remarks = remarks
  }

  /// One that names a place, and how it is called.
  private typealias Voice = (path: String, source: String)

  /// Where a package installs both.
  package static let installedConfig = "/etc/convoke/Config"
  package static let installedState = "/var/lib/convoke"

  /// `--config`, `$CONVOKE_CONFIG`, `./Config`, `/etc/convoke/Config`.
  package static func config(
    option: String?, environment: [String: String], exists: (String) -> Bool
  ) -> FolderChoice {
    var voices: [Voice] = []
    if let option { voices.append((option, "--config")) }
    if let path = named("CONVOKE_CONFIG", environment) { voices.append((path, "$CONVOKE_CONFIG")) }
    if voices.isEmpty {
      for (path, source) in [("Config", "in this folder"), (installedConfig, "installed")]
      where exists(path) {
        voices.append((path, source))
      }
    }
    return chosen("configuration", voices, otherwise: "Config")
  }

  /// `--state`, `$CONVOKE_STATE`, `$STATE_DIRECTORY`, `[store] directory` as it is written, the
  /// unit's with `/etc/convoke`, and `State` beside `Config/`.
  package static func state(
    option: String?, environment: [String: String], store: String?, config: String,
    exists: (String) -> Bool
  ) -> FolderChoice {
    let root = StateDirectory.root(of: config)
    var voices: [Voice] = []
    if let option { voices.append((option, "--state")) }
    if let path = named("CONVOKE_STATE", environment) { voices.append((path, "$CONVOKE_STATE")) }
    if let paths = named("STATE_DIRECTORY", environment) {
      voices.append((String(paths.split(separator: ":")[0]), "$STATE_DIRECTORY"))
    }
    if let store {
      voices.append((store.hasPrefix("/") ? store : "\(root)/\(store)", "[store] directory"))
    }
    if root == StateDirectory.root(of: installedConfig), voices.isEmpty || exists(installedState) {
      voices.append((installedState, "the unit's"))
    }
    return chosen("state", voices, otherwise: "\(root)/State")
  }

  private static func named(_ name: String, _ environment: [String: String]) -> String? {
    environment[name].flatMap { $0.isEmpty || $0.allSatisfy { $0 == ":" } ? nil : $0 }
  }

  private static func chosen(
    _ what: String, _ voices: [Voice], otherwise path: String
  ) -> FolderChoice {
    guard let first = voices.first else { return FolderChoice(path: path, remarks: []) }
    let others = voices.dropFirst().filter { !isSame($0.path, first.path) }
    return FolderChoice(
      path: first.path,
      remarks: others.map {
        "the \(what) is \(first.path) (\(first.source)), not \($0.path) (\($0.source))"
      })
  }

  /// Whether two paths lead to one place.
  package static func isSame(_ a: String, _ b: String) -> Bool { absolute(a) == absolute(b) }

  package static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  // MARK: - What the daemon says of itself

  /// The text of `/healthz`: `ok` on the first line, then which process serves which state.
  package static func health(state: String) -> String {
    let path = absolute(state).map { $0.isNewline ? "?" : String($0) }.joined()
    return "ok\npid: \(ProcessInfo.processInfo.processIdentifier)\nstate: \(path)"
  }

  /// Reads such a text; nil for another program's.
  package static func served(_ health: String) -> (pid: Int, state: String)? {
    let lines = health.split(whereSeparator: \.isNewline)
    func value(_ name: String) -> String? {
      lines.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
    }
    guard lines.first == "ok", let pid = value("pid: ").flatMap(Int.init),
      let state = value("state: "), state.hasPrefix("/")
    else { return nil }
    return (pid, state)
  }
}
