import ConfigReader
import Domain
import Foundation

/// A copy of the sample whose dates lie in the near future and whose mail goes to the catcher.
struct DemoConfig {
  let source: String
  let scratch: String
  let smtpPort: Int
  let webPort: Int
  let adminPort: Int
  let today: Instant

  /// The first event is this many days ahead: close enough that it invites at once.
  private static let daysAhead = 16

  func write() throws {
    let files = FileManager.default
    let root = URL(fileURLWithPath: source).deletingLastPathComponent().path
    try files.createDirectory(
      atPath: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try files.copyItem(atPath: source, toPath: scratch + "/Config")
    try files.copyItem(atPath: root + "/Templates", toPath: scratch + "/Templates")
    try rewrite("convoke.toml", settings)
    let days = try shift()
    for folder in ["events", "newsletters"] {
      for name in try files.contentsOfDirectory(atPath: scratch + "/Config/" + folder) {
        try rewrite("\(folder)/\(name)") { Self.move($0, by: days) }
      }
    }
  }

  private func rewrite(_ name: String, _ change: (String) -> String) throws {
    let path = scratch + "/Config/" + name
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try change(text).write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Whole weeks, so that a Thursday stays one.
  private func shift() throws -> Int {
    guard let first = ConfigReader.read(directory: source, now: today).programme?.events
      .filter({ !$0.isNewsletter }).map(\.starts).min()
    else { return 0 }
    let days = Int(today.seconds / 86_400) + Self.daysAhead - Int(first.seconds / 86_400)
    return (Double(days) / 7).rounded(.up) == 0 ? 0 : Int((Double(days) / 7).rounded(.up)) * 7
  }

  /// Every date of the text, moved by `days`.
  static func move(_ text: String, by days: Int) -> String {
    var out = ""
    var rest = Substring(text)
    while let match = rest.firstMatch(of: /\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b/) {
      out += rest[..<match.range.lowerBound]
      if let date = LocalDateTime(parsing: String(match.output)) {
        out += date.adding(days: days).description.prefix(10)
      } else {
        out += match.output
      }
      rest = rest[match.range.upperBound...]
    }
    return out + rest
  }

  /// Own servers, loopback only, and mail at any hour: a newcomer may look on a Sunday night.
  private func settings(_ text: String) -> String {
    let own: [String: [String]] = [
      "smtp": ["url = \"smtp://127.0.0.1:\(smtpPort)\"", "tls = \"off\"", "connections = 2"],
      "web": [
        "url = \"http://127.0.0.1:\(webPort)\"", "listen = \"127.0.0.1:\(webPort)\"",
        "admin_listen = \"127.0.0.1:\(adminPort)\"",
      ],
      "send": [
        "days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]",
        "hours = \"00:00-24:00\"",
      ],
      "store": [], "inbound": [],
    ]
    var lines: [Substring] = []
    var section = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("["), let end = line.firstIndex(of: "]") {
        section = String(line[line.index(after: line.startIndex)..<end])
      }
      if own[section] == nil { lines.append(line) }
    }
    for (section, settings) in own.sorted(by: { $0.key < $1.key }) where !settings.isEmpty {
      lines.append("[\(section)]")
      lines += settings.map { Substring($0) }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
