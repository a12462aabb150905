/// Lays out a filled text program: wraps at 76 columns, drops empty lines of sections left out, and
/// never has two blank lines in a row. Lines end in LF.
struct TextWrapper {
  static let width = 76
  /// Mail programs leave out what follows when they quote (RFC 3676 4.3); its space is part of it.
  private static let signature = Array("-- ".utf8)

  private var out: [UInt8] = []
  private var pendingBlank = false
  private var lastWidth = 0

  static func layOut(_ marked: [UInt8]) -> [UInt8] {
    var wrapper = TextWrapper()
    wrapper.out.reserveCapacity(marked.count + marked.count / 8)
    var index = 0
    while index < marked.count {
      let mark = marked[index]
      index += 1
      switch mark {
      case TextMark.blank: wrapper.pendingBlank = true
      case TextMark.underline:
        wrapper.underline(with: marked[index])
        index += 1
      case TextMark.line, TextMark.whole:
        let first = wrapper.take(marked, &index, to: { $0 == TextMark.separator })
        index += 1
        let rest = wrapper.take(marked, &index, to: { $0 == TextMark.separator })
        index += 1
        let content = wrapper.take(marked, &index, to: { $0 <= TextMark.underline && $0 > 0 })
        wrapper.line(content, first: first, rest: rest, whole: mark == TextMark.whole)
      default: break
      }
    }
    return wrapper.out
  }

  private func take(
    _ bytes: [UInt8], _ index: inout Int, to isEnd: (UInt8) -> Bool
  ) -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.count, !isEnd(bytes[index]) { index += 1 }
    return bytes[start..<index]
  }

  private mutating func line(
    _ content: ArraySlice<UInt8>, first: ArraySlice<UInt8>, rest: ArraySlice<UInt8>, whole: Bool
  ) {
    guard content.contains(where: { $0 != 0x20 && $0 != 0x0a }) else { return }
    if pendingBlank, !out.isEmpty { out.append(0x0a) }
    pendingBlank = false
    out.append(contentsOf: first)
    if whole {
      out.append(contentsOf: content)
      lastWidth = Self.columns(content)
    } else if content.elementsEqual(Self.signature) {
      out.append(contentsOf: Self.signature)
    } else {
      wrap(content, column: Self.columns(first), rest: rest)
    }
    out.append(0x0a)
  }

  private mutating func wrap(
    _ content: ArraySlice<UInt8>, column start: Int, rest: ArraySlice<UInt8>
  ) {
    var column = start
    var isFirst = true
    var index = content.startIndex
    while index < content.endIndex {
      let begin = index
      var columns = 0
      while index < content.endIndex, content[index] != 0x20, content[index] != 0x0a {
        if content[index] & 0xc0 != 0x80 { columns += 1 }
        index += 1
      }
      if index > begin {
        if !isFirst {
          if column + 1 + columns > Self.width {
            out.append(0x0a)
            out.append(contentsOf: rest)
            column = Self.columns(rest)
          } else {
            out.append(0x20)
            column += 1
          }
        }
        out.append(contentsOf: content[begin..<index])
        column += columns
        isFirst = false
      }
      index += 1
    }
    lastWidth = column
  }

  private mutating func underline(with character: UInt8) {
    guard lastWidth > 0, !out.isEmpty else { return }
    out.append(contentsOf: repeatElement(character, count: min(lastWidth, Self.width)))
    out.append(0x0a)
    lastWidth = 0
  }

  private static func columns(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.count { $0 & 0xc0 != 0x80 }
  }
}
