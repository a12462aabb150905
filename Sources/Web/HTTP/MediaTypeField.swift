/// A header field of the form `type; name=value; name="value"` (RFC 9110 section 5.6.6).
struct MediaTypeField {
  /// Lower case.
  let type: String
  /// By lower-case name; the first of equal names counts.
  let parameters: [String: String]

  init(_ field: String) {
    let bytes = Array(field.utf8)
    var parts: [[UInt8]] = [[]]
    var quoted = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if quoted, byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
        index += 1
        parts[parts.count - 1].append(bytes[index])
      } else if byte == UInt8(ascii: "\"") {
        quoted.toggle()
      } else if byte == UInt8(ascii: ";"), !quoted {
        parts.append([])
      } else {
        parts[parts.count - 1].append(byte)
      }
      index += 1
    }
    let texts = parts.map { FormText.trimmed(String(decoding: $0, as: UTF8.self)) }
    type = texts[0].lowercased()
    var parameters: [String: String] = [:]
    for text in texts.dropFirst() {
      guard let equals = text.firstIndex(of: "=") else { continue }
      let name = text[..<equals].lowercased()
      if parameters[name] == nil { parameters[name] = String(text[text.index(after: equals)...]) }
    }
    self.parameters = parameters
  }
}
