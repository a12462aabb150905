import JSONLines

/// What a command asks of the running daemon: one JSON object on one line over
/// `State/control.sock`, answered by one line.
package struct ControlRequest: Sendable {
  /// The protocol that this version speaks: raised when a command, an argument or a reply means
  /// something else than before, not for a new command. A daemon answers requests of every protocol
  /// up to its own in the words of that protocol.
  package static let protocolNumber = 1

  package var command: String
  package var arguments: [String: String]
  /// 1 in requests that do not name it.
  package var spoken = ControlRequest.protocolNumber

  package init(command: String, arguments: [String: String] = [:]) {
    self.command = command
    self.arguments = arguments
  }

  init(line: [UInt8]) throws {
    (command, arguments, spoken) = try JSONLine.parse(line) { json in
      (
        json.string("command") ?? "",
        Dictionary(
          (json.pairs("arguments") ?? []).map { ($0.key, $0.value) },
          uniquingKeysWith: { a, _ in a }),
        json.int("protocol") ?? 1
      )
    }
  }

  var line: [UInt8] {
    var json = JSONObjectWriter()
    json.add("protocol", spoken)
    json.add("command", command)
    json.add(
      "arguments", object: arguments.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    return json.finish() + [UInt8(ascii: "\n")]
  }
}

/// How it went, in the terms of a command: what to print where, and the exit code.
package struct ControlReply: Sendable {
  package var exitCode: Int
  package var out: [String]
  package var errors: [String]
  /// The process that did it; nil from a daemon of an older version.
  package var pid: Int?
  /// What the daemon speaks; 1 from one that does not name it.
  package var spoken = ControlRequest.protocolNumber

  package init(exitCode: Int = 0, out: [String] = [], errors: [String] = []) {
    self.exitCode = exitCode
    self.out = out
    self.errors = errors
  }

  init(line: [UInt8]) throws {
    self = try JSONLine.parse(line) { json in
      var reply = ControlReply(
        exitCode: json.int("exit") ?? 70, out: json.strings("out") ?? [],
        errors: json.strings("errors") ?? [])
      reply.pid = json.int("pid")
      reply.spoken = json.int("protocol") ?? 1
      return reply
    }
  }

  var line: [UInt8] {
    var json = JSONObjectWriter()
    json.add("exit", exitCode)
    json.add("out", out)
    json.add("errors", errors)
    json.add("pid", ifPresent: pid)
    json.add("protocol", spoken)
    return json.finish() + [UInt8(ascii: "\n")]
  }
}

extension ControlReply {
  /// To a request that this daemon might misunderstand: nothing is done.
  static func tooNew(_ spoken: Int) -> ControlReply {
    ControlReply(
      exitCode: 75,
      errors: [
        "the daemon is of an older version (control protocol \(ControlRequest.protocolNumber), this "
          + "command speaks \(spoken)): restart it; nothing was done"
      ])
  }

  /// In the place of a reply that this command might misunderstand.
  static func fromNewer(_ spoken: Int) -> ControlReply {
    ControlReply(
      exitCode: 78,
      errors: [
        "the daemon is of a newer version (control protocol \(spoken)): use the command of that version"
      ])
  }
}
