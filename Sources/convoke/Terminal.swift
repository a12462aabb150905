import Daemon
import Glibc
import Logging

/// What a command prints: results on stdout, one line per error on stderr.
enum Terminal {
  static func out(_ text: String) { write(1, text + "\n") }
  static func out(json bytes: [UInt8]) { write(1, bytes + [UInt8(ascii: "\n")]) }
  /// Text that brings its own line ends.
  static func out(csv text: String) { write(1, text) }
  /// Somebody else's bytes: as they are into a file or pipe, harmless on a terminal.
  static func out(mail bytes: [UInt8]) {
    guard isatty(1) == 1 else { return write(1, bytes) }
    let text = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter {
      $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
    }
    write(1, String(String.UnicodeScalarView(text)))
  }
  static func error(_ text: String) { problem("convoke: " + text) }
  /// A question, without a line end.
  static func prompt(_ text: String) { write(2, text) }
  /// A line that begins with its own place, such as a `Problem`. In the journal of a service it has
  /// the priority of an error, or of a warning.
  static func problem(_ text: String, isError: Bool = true) {
    let isWarning = !isError || text.contains(": warning: ")
    write(2, StderrLog.priority(isWarning ? .warning : .error) + text + "\n")
  }

  /// Whether somebody sits there who can be asked.
  static var isAsked: Bool { isatty(0) == 1 }

  static var isColourful: Bool { isatty(1) == 1 && getenv("NO_COLOR") == nil }

  /// Columns as wide as their widest cell, at most 100 characters in all: what is longer is cut, or
  /// in the last column, with `wrapping`, goes on below.
  static func table(_ header: [String], _ rows: [[String]], wrapping: Bool = false) {
    var widths = header.map(\.count)
    for row in rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) }
    }
    while widths.reduce(0, +) + 2 * (widths.count - 1) > 100, let widest = widths.max(), widest > 8
    {
      widths[widths.lastIndex(of: widest) ?? 0] -= 1
    }
    let bold = isColourful ? ("\u{1b}[1m", "\u{1b}[0m") : ("", "")
    out(bold.0 + line(header, widths) + bold.1)
    for row in rows {
      guard wrapping, let last = row.last, let width = widths.last else {
        out(line(row, widths))
        continue
      }
      for (number, part) in wrapped(last, width).enumerated() {
        let others = row.dropLast().map { number == 0 ? $0 : "" }
        out(line(others + [part], widths))
      }
    }
  }

  /// The words of `text` in lines of at most `width`; a longer word stays whole, to be cut.
  private static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + 1 + word.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = ""
    for (index, cell) in cells.enumerated() {
      let safe = String(
        cell.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
      let shown = safe.count > widths[index] ? safe.prefix(widths[index] - 1) + "…" : safe[...]
      let isLast = index == cells.count - 1
      text += shown + (isLast ? "" : String(repeating: " ", count: widths[index] - shown.count + 2))
    }
    // An empty last column leaves nothing behind, also when the lines are copied.
    while text.last == " " { text.removeLast() }
    return text
  }

  private static func write(_ descriptor: Int32, _ text: String) {
    write(descriptor, Array(text.utf8))
  }

  private static func write(_ descriptor: Int32, _ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + sent, bytes.count - sent)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      sent += count
    }
  }
}
