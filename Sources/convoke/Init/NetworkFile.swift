import Domain

/// The text of a new network's convoke.toml: the shipped one, which explains every key, with the
/// answers in it.
enum NetworkFile {
  static func text(sample: String, _ answers: NetworkAnswers) -> String {
    let only = NetworkAnswers.address(of: answers.from)?.description ?? ""
    var own: [String: [String: String]] = [
      "network": [
        "name": quoted(answers.name), "timezone": quoted(answers.timezone),
        "language": quoted(answers.language), "address": quoted(answers.address),
      ],
      "mail": ["from": quoted(answers.from), "bounces": quoted(answers.bounces)],
      "smtp": ["url": quoted(answers.relay)],
      "web": ["url": quoted(answers.web)],
      "send": ["only_to": "[\(quoted(only))]"],
    ]
    if answers.isRelayHere { own["smtp"]?["tls"] = quoted("off") }
    var lines: [String] = []
    var section = ""
    var isInHolidays = false
    for line in sample.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("["), let end = line.firstIndex(of: "]") {
        section = String(line[line.index(after: line.startIndex)..<end])
      }
      // The sample's days off are of its own years.
      if section == "send", line.hasPrefix("holidays") {
        lines.append(
          "# holidays = [2027-03-29, 2027-04-27]   # days on which nothing timed is sent")
        isInHolidays = true
      }
      if isInHolidays {
        if line.hasPrefix("]") { isInHolidays = false }
        continue
      }
      lines.append(filled(line, own[section] ?? [:]))
    }
    return lines.joined(separator: "\n")
  }

  /// The line with another value, its comment where it was; commented-out keys come into force.
  private static func filled(_ line: Substring, _ own: [String: String]) -> String {
    let assignment = /^(# )?([a-z_]+)( *)= ("[^"]*"|\[[^\]]*\])( *)(#.*)?$/
    guard let match = line.wholeMatch(of: assignment), let value = own[String(match.2)] else {
      return String(line)
    }
    let start = "\(match.2)\(match.3)= \(value)"
    guard let comment = match.6 else { return start }
    if match.2 == "only_to" {
      return start + "  # nobody else is mailed; remove the line when you are ready"
    }
    return start + String(repeating: " ", count: max(1, 39 - start.count)) + comment
  }

  /// As a TOML basic string.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
