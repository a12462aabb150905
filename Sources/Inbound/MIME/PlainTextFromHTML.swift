import MIME

/// The words of an HTML text, one line for each block: enough to read an answer or a failure in it.
/// Lines of quoted text (`blockquote`) begin with `>`.
struct PlainTextFromHTML {
  private let html: Bytes
  private var text: [UInt8] = []
  private var quotes = 0

  static func plain(_ html: Bytes) -> [UInt8] {
    var reader = PlainTextFromHTML(html: html)
    reader.text.reserveCapacity(html.count / 2)
    reader.run()
    return reader.text
  }

  private init(html: Bytes) { self.html = html }

  private mutating func run() {
    var index = html.startIndex
    while index < html.endIndex {
      switch html[index] {
      case UInt8(ascii: "<"): index = tag(from: index)
      case UInt8(ascii: "&"): index = entity(from: index)
      case let byte:
        if byte.isWhite { space() } else { append(byte) }
        index += 1
      }
    }
  }

  private mutating func append(_ byte: UInt8) {
    if quotes > 0, text.isEmpty || text.last == .lf { text.append(UInt8(ascii: ">")) }
    text.append(byte)
  }

  private mutating func space() {
    if let last = text.last, last != .space, last != .lf { text.append(.space) }
  }

  private mutating func newLine() {
    if text.last == .space { text.removeLast() }
    text.append(.lf)
  }

  /// - Returns: where the text goes on after the tag that begins at `start`.
  private mutating func tag(from start: Int) -> Int {
    let rest = html[(start + 1)...]
    if rest.starts(with: "!--".utf8) {
      return (html.find("-->", from: start)).map { $0 + 3 } ?? html.endIndex
    }
    guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return html.endIndex }
    let closes = rest.first == UInt8(ascii: "/")
    let name = rest[..<end].dropFirst(closes ? 1 : 0).prefix { $0.isAlphanumeric }.lowered.text
    switch name {
    case "script", "style", "title":
      guard !closes else { break }
      return html.find("</" + name, from: end) ?? html.endIndex
    case "blockquote":
      quotes = max(0, quotes + (closes ? -1 : 1))
      newLine()
    case "br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "hr", "pre", "ul", "ol":
      newLine()
    case "td", "th": space()
    default: break
    }
    return end + 1
  }

  private mutating func entity(from start: Int) -> Int {
    let window = html[(start + 1)..<min(html.endIndex, start + 12)]
    guard let end = window.firstIndex(of: UInt8(ascii: ";")) else {
      append(html[start])
      return start + 1
    }
    let name = window[..<end].text
    if let character = Self.named[name] {
      character.utf8.forEach { append($0) }
    } else if let scalar = Self.number(name) {
      if scalar == "\u{A0}" { space() } else { String(scalar).utf8.forEach { append($0) } }
    } else {
      append(html[start])
      return start + 1
    }
    return end + 1
  }

  private static func number(_ name: String) -> Unicode.Scalar? {
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let isHex = digits.first == "x" || digits.first == "X"
    return UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10)
      .flatMap { $0 < 0x20 ? nil : Unicode.Scalar($0) }
  }

  private static let named: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "eacute": "é",
    "euml": "ë", "iuml": "ï", "uuml": "ü", "ouml": "ö", "auml": "ä", "egrave": "è", "rsquo": "’",
    "lsquo": "‘", "ndash": "–", "mdash": "—", "hellip": "…",
  ]
}
