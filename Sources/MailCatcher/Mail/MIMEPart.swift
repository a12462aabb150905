/// A message or a part of one (RFC 5322, RFC 2045, RFC 2046), read forgivingly: whatever the bytes
/// are, there is an answer, in bounded time and memory.
package struct MIMEPart: Sendable {
  package static let deepest = 10
  package static let mostParts = 100
  package static let mostFields = 1000

  package private(set) var fields: [(name: String, value: String)] = []
  package private(set) var parts: [MIMEPart] = []
  package private(set) var body: ArraySlice<UInt8>

  package init(parsing bytes: [UInt8]) {
    var budget = Self.mostParts
    self.init(bytes[...], depth: 0, budget: &budget)
  }

  private init(_ bytes: ArraySlice<UInt8>, depth: Int, budget: inout Int) {
    body = []
    body = readFields(bytes)
    guard type.hasPrefix("multipart/"), depth < Self.deepest,
      let boundary = parameter("boundary", of: "Content-Type"), !boundary.isEmpty
    else { return }
    for piece in Self.pieces(of: body, boundary: Array(boundary.utf8)) where budget > 0 {
      budget -= 1
      parts.append(MIMEPart(piece, depth: depth + 1, budget: &budget))
    }
  }

  /// Unfolded and decoded; the first when there are several.
  package func header(_ name: String) -> String? {
    raw(name).map(EncodedWords.decode)
  }

  /// In lower case and without parameters; `text/plain` when nothing is said.
  package var type: String {
    let value = raw("Content-Type") ?? "text/plain"
    return value.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
  }

  /// Of this part and all below it, in order, those without parts.
  package var leaves: [MIMEPart] {
    parts.isEmpty ? [self] : parts.flatMap(\.leaves)
  }

  /// The body with its transfer encoding undone.
  package var content: [UInt8] {
    TransferEncoding.decode(
      body, as: (raw("Content-Transfer-Encoding") ?? "").filter { !$0.isWhitespace })
  }

  /// The body as text.
  package var text: String {
    Charset.text(content, named: parameter("charset", of: "Content-Type") ?? "")
  }

  /// A parameter of a structured header field, unquoted.
  package func parameter(_ name: String, of field: String) -> String? {
    guard let value = raw(field) else { return nil }
    for piece in Self.parameters(value) {
      let pair = piece.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, pair[0].lowercased() == name else { continue }
      return String(pair[1])
    }
    return nil
  }

  private func raw(_ name: String) -> String? {
    let wanted = name.lowercased()
    return fields.first { $0.name.lowercased() == wanted }?.value
  }

  /// - Returns: what follows the empty line.
  private mutating func readFields(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while let line = Self.nextLine(&rest) {
      if line.isEmpty { return rest }
      if line[line.startIndex] == 32 || line[line.startIndex] == 9 {
        guard !fields.isEmpty else { continue }
        fields[fields.count - 1].value += String(decoding: line, as: UTF8.self)
      } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), fields.count < Self.mostFields {
        let value = line[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
        fields.append(
          (
            String(decoding: line[..<colon], as: UTF8.self),
            String(decoding: value, as: UTF8.self)
          ))
      }
    }
    return rest
  }

  /// Takes a line off, without its end.
  private static func nextLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex(of: 10) ?? rest.endIndex
    var line = rest[rest.startIndex..<end]
    rest = rest[min(end + 1, rest.endIndex)...]
    if line.last == 13 { line = line.dropLast() }
    return line
  }

  private static func pieces(
    of body: ArraySlice<UInt8>, boundary: [UInt8]
  ) -> [ArraySlice<UInt8>] {
    let dashes: [UInt8] = [45, 45]
    var pieces: [ArraySlice<UInt8>] = []
    var rest = body
    var start: Int?
    while let line = nextLine(&rest) {
      guard line.starts(with: dashes), line.dropFirst(2).starts(with: boundary) else { continue }
      let tail = line.dropFirst(2 + boundary.count)
      guard tail.allSatisfy({ $0 == 32 || $0 == 9 }) || tail.starts(with: dashes) else { continue }
      // The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1).
      if let start { pieces.append(withoutLineEnd(body[start..<max(start, line.startIndex)])) }
      start = tail.starts(with: dashes) ? nil : rest.startIndex
      if start == nil || pieces.count > mostParts { return pieces }
    }
    if let start { pieces.append(body[start...]) }
    return pieces
  }

  private static func withoutLineEnd(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    if bytes.last == 10 { bytes = bytes.dropLast() }
    if bytes.last == 13 { bytes = bytes.dropLast() }
    return bytes
  }

  /// Splits at the semicolons outside quotes, and takes the quotes away.
  private static func parameters(_ value: String) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var isQuoted = false
    var isEscaped = false
    for scalar in value.unicodeScalars {
      if isEscaped {
        piece.unicodeScalars.append(scalar)
        isEscaped = false
      } else if scalar == "\\", isQuoted {
        isEscaped = true
      } else if scalar == "\"" {
        isQuoted.toggle()
      } else if scalar == ";", !isQuoted {
        pieces.append(piece)
        piece = ""
      } else if isQuoted || !scalar.properties.isWhitespace {
        piece.unicodeScalars.append(scalar)
      }
    }
    return Array((pieces + [piece]).dropFirst())
  }
}
