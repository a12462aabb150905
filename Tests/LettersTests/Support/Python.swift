import Foundation

/// Python's `email` and `icalendar`, as judges that we did not write.
enum Python {
  struct Failed: Error { var text: String }

  /// An interpreter with `icalendar` and `dkim`: the tools' folder, `CONVOKE_PYTHON`, or the path.
  static let interpreter: String = {
    let tools = TemplateFolder.root.appending(path: "../.build-tools/venv/bin/python3").standardized
    let named = ProcessInfo.processInfo.environment["CONVOKE_PYTHON"]
    if let named { return named }
    return FileManager.default.isExecutableFile(atPath: tools.path)
      ? tools.path : "/usr/bin/python3"
  }()

  static func has(_ module: String) -> Bool {
    (try? run("import \(module)", input: Data())) != nil
  }

  /// Runs a script; `input` on stdin, stdout returned.
  static func run(_ script: String, input: Data) throws -> Data {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let inputFile = folder.appending(path: "input")
    try input.write(to: inputFile)
    let outputFile = folder.appending(path: "output")
    try Data().write(to: outputFile)
    let errorFile = folder.appending(path: "error")
    try Data().write(to: errorFile)
    let process = Process()
    process.executableURL = URL(filePath: interpreter)
    process.arguments = ["-c", script]
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(text: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
    }
    return try Data(contentsOf: outputFile)
  }

  /// What Python makes of messages: one `ParsedMail` for each.
  static func parse(_ messages: [[UInt8]]) throws -> [ParsedMail] {
    let input = try JSONEncoder().encode(messages.map { Data($0).base64EncodedString() })
    return try JSONDecoder().decode([ParsedMail].self, from: run(mailScript, input: input))
  }

  private static let mailScript = """
    import sys, json, base64, email, email.policy, email.utils
    from email.header import decode_header, make_header
    # The name by way of `decode_header`: the new parser keeps the space between two encoded words,
    # against RFC 2047 6.2 (CPython issue 79728).
    def display_name(raw):
        return str(make_header(decode_header(email.utils.parseaddr(' '.join(raw.split()))[0])))
    out = []
    for text in json.load(sys.stdin):
        raw = base64.b64decode(text)
        m = email.message_from_bytes(raw, policy=email.policy.SMTP)
        old = email.message_from_bytes(raw)
        defects, parts = [], []
        for part in m.walk():
            defects += [repr(d) for d in part.defects]
            for name, value in part.items():
                defects += [name + ': ' + repr(d) for d in getattr(value, 'defects', [])]
            if part.is_multipart(): continue
            content = part.get_content()
            if isinstance(content, bytes): content = content.decode('utf-8')
            parts.append({'type': part.get_content_type(), 'content': content,
              'method': part.get_param('method') or '', 'fileName': part.get_filename() or ''})
        to = m['To'].addresses[0]
        out.append({'headers': [[k, str(v)] for k, v in m.items()], 'parts': parts,
          'defects': defects, 'toName': display_name(old['To']), 'toAddress': to.addr_spec})
    json.dump(out, sys.stdout)
    """
}

/// A mail as Python reads it.
struct ParsedMail: Decodable {
  struct Part: Decodable {
    var type: String
    var content: String
    var method: String
    var fileName: String
  }

  var headers: [[String]]
  var parts: [Part]
  var defects: [String]
  var toName: String
  var toAddress: String

  func header(_ name: String) -> String? { headers.first { $0[0] == name }?[1] }
  func part(_ type: String) -> Part? { parts.first { $0.type == type } }
}
