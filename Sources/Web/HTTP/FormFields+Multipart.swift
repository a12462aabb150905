extension FormFields {
  /// Reads the parts of a form; files do not occur in ours, so a part is a name and a value.
  mutating func readMultipart(_ body: [UInt8], boundary: [UInt8]) throws(Unreadable) {
    let delimiter = Array("--".utf8) + boundary
    guard var position = Self.index(of: delimiter, in: body, from: 0) else { throw .malformed }
    while true {
      position += delimiter.count
      if Self.stands(Array("--".utf8), at: position, in: body) { return }
      guard Self.stands(Array("\r\n".utf8), at: position, in: body),
        let headEnd = Self.index(of: Array("\r\n\r\n".utf8), in: body, from: position),
        let end = Self.index(of: Array("\r\n".utf8) + delimiter, in: body, from: headEnd + 2)
      else { throw .malformed }
      let head = String(decoding: body[position..<headEnd], as: UTF8.self)
      guard let name = Self.partName(head) else { throw .malformed }
      let valueStart = headEnd + 4
      try add(name: Array(name.utf8), value: Array(body[min(valueStart, end)..<end]))
      position = end + 2
    }
  }

  /// The `name` parameter of Content-Disposition (RFC 7578 section 4.2).
  private static func partName(_ head: String) -> String? {
    for line in head.utf8.split(separator: 0x0A) {
      let line = String(Substring(line))
      guard let colon = line.firstIndex(of: ":"),
        line[..<colon].lowercased() == "content-disposition"
      else { continue }
      return MediaTypeField(String(line[line.index(after: colon)...])).parameters["name"]
    }
    return nil
  }

  private static func stands(_ pattern: [UInt8], at index: Int, in body: [UInt8]) -> Bool {
    index >= 0 && index + pattern.count <= body.count
      && body[index..<(index + pattern.count)].elementsEqual(pattern)
  }

  private static func index(of pattern: [UInt8], in body: [UInt8], from start: Int) -> Int? {
    guard let first = pattern.first else { return nil }
    var index = start
    while index + pattern.count <= body.count {
      if body[index] == first, stands(pattern, at: index, in: body) { return index }
      index += 1
    }
    return nil
  }
}
