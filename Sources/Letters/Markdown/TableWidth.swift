/// Keeps tables from growing out of hand: a short row is filled up to the width of the header, so
/// that a text of n bytes could become n² cells.
enum TableWidth {
  /// Columns of a table; wider ones fit on no page and stay as they were typed.
  static let most = 50
  /// Empty cells at the end of a row that are kept.
  private static let mostEmpty = 2

  /// The columns of the widest table that `text` may hold, by the lines under the headers
  /// (`|---|:-:|`).
  static func widest(in text: String) -> Int {
    var widest = 0
    var pipes = 0
    var hasDash = false
    var isRule = true
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if isRule, hasDash { widest = max(widest, pipes) }
        (pipes, hasDash, isRule) = (0, false, true)
      case UInt8(ascii: "|"): pipes += 1
      case UInt8(ascii: "-"): hasDash = true
      // White space, colons, and what begins a quote or an item of a list.
      case 0x09, 0x0b, 0x0c, 0x20, UInt8(ascii: ":"), UInt8(ascii: ">"), UInt8(ascii: "*"),
        UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: ")"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        break
      default: isRule = false
      }
    }
    return isRule && hasDash ? max(widest, pipes) : widest
  }

  /// A row without the empty cells at its end, but for a few.
  static func trimmed(_ cells: [MarkdownNode]) -> [MarkdownNode] {
    let filled = cells.lastIndex { !$0.children.isEmpty }.map { $0 + 1 } ?? 0
    return Array(cells.prefix(filled + mostEmpty))
  }
}
