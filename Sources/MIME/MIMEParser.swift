/// Takes a mail apart in one pass over its lines, with a stack instead of recursion.
package struct MIMEParser {
  private let bytes: Bytes
  private var parts: [MIMEPart] = []
  private var stack: [Frame] = []
  /// The leaf whose body goes on until the next delimiter.
  private var open: Int?

  private struct Frame {
    let part: Int
    /// With its two hyphens; nil for a message within the message.
    let delimiter: [UInt8]?
    let isDigest: Bool
  }

  private init(_ bytes: Bytes) { self.bytes = bytes }

  /// - Throws: when there are too many fields, parts or levels (`MIMELimits`).
  package static func parse(_ bytes: [UInt8]) throws(MailDefect) -> MIMEMessage {
    var parser = MIMEParser(bytes[...])
    try parser.run()
    return MIMEMessage(bytes: parser.bytes, parts: parser.parts)
  }

  /// Whatever the bytes are, for a reader who only wants to look: a mail beyond the limits is taken
  /// apart up to there, and the last part holds the rest.
  package static func parseUpToLimits(_ bytes: [UInt8]) -> MIMEMessage {
    var parser = MIMEParser(bytes[...])
    do { try parser.run() } catch { parser.stop() }
    return MIMEMessage(bytes: parser.bytes, parts: parser.parts)
  }

  private mutating func run() throws(MailDefect) {
    var position = try begin(bytes.startIndex)
    while position < bytes.endIndex {
      let line = bytes.lineEnd(from: position)
      guard bytes[position] == UInt8(ascii: "-"), line.end - position > 2,
        let (level, closes) = match(bytes[position..<line.end])
      else {
        position = line.next
        continue
      }
      endParts(above: level, at: position)
      if closes {
        finish(stack.removeLast().part, at: line.next)
        position = line.next
      } else {
        position = try begin(line.next)
      }
    }
    endParts(above: -1, at: bytes.endIndex)
    if let open { finish(open, at: bytes.endIndex) }
  }

  /// Reads the header of an entity, and of the message within it if it is one.
  /// - Returns: where its body begins.
  private mutating func begin(_ start: Int) throws(MailDefect) -> Int {
    var position = start
    while true {
      let (header, body) = try Header.read(bytes, from: position)
      guard parts.count < MIMELimits.parts else {
        throw MailDefect("more than \(MIMELimits.parts) parts")
      }
      let fallback =
        stack.last?.isDigest == true ? ContentType(value: "message/rfc822") : ContentType.plain
      let part = MIMEPart(
        header: header, isEnclosed: stack.contains { $0.delimiter == nil }, fallback: fallback,
        body: body..<bytes.endIndex)
      let number = parts.count
      parts.append(part)
      if let parent = stack.last?.part { parts[parent].hasChildren = true }
      position = body
      if part.isMultipart, let boundary = part.type["boundary"], !boundary.isEmpty {
        try push(
          Frame(
            part: number, delimiter: Array("--".utf8) + boundary.prefix(200),
            isDigest: part.type.value == "multipart/digest"))
        return position
      }
      guard part.isMessage, part.encoding == .sevenBit else {
        open = number
        return position
      }
      try push(Frame(part: number, delimiter: nil, isDigest: false))
    }
  }

  /// Ends what is open where the mail does.
  private mutating func stop() {
    endParts(above: -1, at: bytes.endIndex)
    guard parts.isEmpty else { return }
    parts = [
      MIMEPart(
        header: Header(), isEnclosed: false, fallback: .plain,
        body: bytes.startIndex..<bytes.endIndex)
    ]
  }

  private mutating func push(_ frame: Frame) throws(MailDefect) {
    guard stack.count < MIMELimits.depth else {
      throw MailDefect("more than \(MIMELimits.depth) levels of parts within parts")
    }
    stack.append(frame)
  }

  /// The innermost multipart whose delimiter the line is, and whether it is the last one.
  private func match(_ line: Bytes) -> (level: Int, closes: Bool)? {
    for level in stack.indices.reversed() {
      guard let delimiter = stack[level].delimiter, line.starts(with: delimiter) else { continue }
      let rest = line.dropFirst(delimiter.count)
      if rest.starts(with: "--".utf8) { return (level, true) }
      if rest.allSatisfy(\.isWhite) { return (level, false) }
    }
    return nil
  }

  /// The line end before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1).
  private mutating func endParts(above level: Int, at position: Int) {
    var end = position
    if end > bytes.startIndex, end < bytes.endIndex, bytes[end - 1] == .lf {
      end -= 1
      if end > bytes.startIndex, bytes[end - 1] == .cr { end -= 1 }
    }
    if let open { finish(open, at: end) }
    open = nil
    while stack.count - 1 > level { finish(stack.removeLast().part, at: end) }
  }

  private mutating func finish(_ part: Int, at end: Int) {
    let start = parts[part].body.lowerBound
    parts[part].body = start..<max(start, end)
  }
}
