import JSONLines

/// What a command asks of the running daemon: one JSON object on one line over
/// `State/control.sock`, answered by one line.
package struct ControlRequest: Sendable {
  package var command: String
  package var arguments: [String: String]

  package init(command: String, arguments: [String: String] = [:]) {
    self.command = command
    self.arguments = arguments
  }

  init(line: [UInt8]) throws {
    (command, arguments) = try JSONLine.parse(line) { json in
      (
        json.string("command") ?? "",
        Dictionary(
          (json.pairs("arguments") ?? []).map { ($0.key, $0.value) },
          uniquingKeysWith: { a, _ in a })
      )
    }
  }

  var line: [UInt8] {
    var json = JSONObjectWriter()
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
      return reply
    }
  }

  var line: [UInt8] {
    var json = JSONObjectWriter()
    json.add("exit", exitCode)
    json.add("out", out)
    json.add("errors", errors)
    json.add("pid", ifPresent: pid)
    return json.finish() + [UInt8(ascii: "\n")]
  }
}
