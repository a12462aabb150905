import Domain
import FoundationEssentials

/// A copy of the sample whose dates lie in the near future and whose mail goes to the catcher.
struct DemoConfig {
  let source: String
  let scratch: String
  let smtpPort: Int
  let webPort: Int
  let adminPort: Int
  let today: Instant

  /// The first event is this many days ahead, the next a week later: close enough to invite at
  /// once.
  private static let daysAhead = 16

  func write() throws {
    let files = FileManager.default
    let root = URL(fileURLWithPath: source).deletingLastPathComponent().path
    try files.createDirectory(
      atPath: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try files.copyItem(atPath: source, toPath: scratch + "/Config")
    try files.copyItem(atPath: root + "/Templates", toPath: scratch + "/Templates")
    try rewrite("convoke.toml", settings)
    for (index, name) in try names("events").enumerated() {
      try rewrite("events/\(name)") {
        SampleDates.move($0, firstTo: Self.daysAhead + 7 * index, today: today)
      }
    }
    for name in try names("newsletters") {
      try rewrite("newsletters/\(name)") { SampleDates.move($0, firstTo: -1, today: today) }
    }
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch + "/Config/" + folder).sorted()
  }

  private func rewrite(_ name: String, _ change: (String) -> String) throws {
    let path = scratch + "/Config/" + name
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try change(text).write(toFile: path, atomically: true, encoding: .utf8)
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
