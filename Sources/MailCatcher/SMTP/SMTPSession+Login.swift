import MIME

/// AUTH (RFC 4954) with PLAIN, LOGIN and XOAUTH2.
extension SMTPSession {
  mutating func login(_ line: String) -> [Action] {
    let words = line.split(separator: " ").map(String.init)
    guard words.count >= 2, manners.mechanisms.contains(words[1].uppercased()) else {
      return [.send("504 5.5.4 not with me\r\n")]
    }
    return continueLogin(words[1].uppercased(), Array(words.dropFirst(2)))
  }

  mutating func continueLogin(_ mechanism: String, _ answers: [String]) -> [Action] {
    mode = .commands
    if answers.last == "*" { return [.send("501 5.7.0 as you like\r\n")] }
    let wanted = mechanism == "LOGIN" ? 2 : 1
    guard answers.count >= wanted else {
      mode = .sasl(mechanism: mechanism, answers: answers)
      let prompts = ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"]
      return [.send("334 \(mechanism == "LOGIN" ? prompts[answers.count] : "")\r\n")]
    }
    let plain = answers.map { String(decoding: Base64.decode(Array($0.utf8)[...]), as: UTF8.self) }
    let (name, secret) = Self.credentials(mechanism, plain)
    let isKnown = manners.accounts.map { $0[name] == secret } ?? !name.isEmpty
    guard isKnown else { return [.send("535 5.7.8 who are you?\r\n")] }
    return reply(at: .authentication, "235 2.7.0 welcome\r\n") { $0.user = name }
  }

  private static func credentials(_ mechanism: String, _ plain: [String]) -> (String, String) {
    switch mechanism {
    case "LOGIN": return (plain[0], plain[1])
    case "XOAUTH2":
      let fields = plain[0].split(separator: "\u{1}")
      let name = fields.first { $0.hasPrefix("user=") }?.dropFirst(5) ?? ""
      let token = fields.first { $0.hasPrefix("auth=Bearer ") }?.dropFirst(12) ?? ""
      return (String(name), String(token))
    default:
      let fields = plain[0].split(separator: "\0", omittingEmptySubsequences: false)
      return fields.count == 3 ? (String(fields[1]), String(fields[2])) : ("", "")
    }
  }
}
