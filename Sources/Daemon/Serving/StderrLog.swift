import CDispatch
import Domain
import Engine
import FoundationEssentials
import Glibc
package import Logging
import StateFolder

/// One line a record on stderr; under systemd with journald priorities (sd-daemon(3)), else with
/// the time. Control characters are escaped, so a hostile name cannot forge a line. Addresses are
/// left out: the log is read by others, and nobody can be forgotten in it.
package struct StderrLog: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level = .info
  private let label: String
  private let isJournal: Bool

  package init(label: String) {
    self.label = label
    isJournal = Self.isJournal
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var line = isJournal ? "<\(Self.number(event.level))>" : WallClock.now.rfc3339 + " "
    line += "\(event.message)"
    let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      line += " \(key)=\(Self.quoted(Anonymous.text("\(value)")))"
    }
    let bytes = Array((Self.escaped(line) + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }

  private static func quoted(_ text: String) -> String {
    text.contains(" ") || text.isEmpty ? "\"\(text)\"" : text
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029, 0x202a...0x202e, 0x2066...0x2069:
        out += "\\u{\(String(scalar.value, radix: 16))}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// Whether stderr is the journal's: the variable is inherited by processes whose stderr is
  /// another.
  private static let isJournal: Bool = {
    var status = stat()
    guard let stream = ProcessInfo.processInfo.environment["JOURNAL_STREAM"], fstat(2, &status) == 0
    else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }()

  /// What ends a start, as the journal may have it; to somebody at a terminal, whole.
  package static func fatal(_ text: String) -> String {
    isJournal ? Anonymous.text(text) : text
  }

  /// What begins a line of stderr that is not written by a logger; empty outside of the journal.
  package static func priority(_ level: Logger.Level) -> String {
    isJournal ? "<\(number(level))>" : ""
  }

  private static func number(_ level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
