import Domain
import Templating

/// A timeline as SVG: a row per event, a dot per day and step, as large as the number of mails,
/// which stands above it and leads to the step's page.
struct SeasonTimeline {
  let rows: [SeasonRow]
  /// The file of an event's step.
  let page: (_ event: String, _ step: String) -> String

  private struct Dot {
    var day: Int64
    var step: String
    var count: Int
  }

  private static let width = 1000.0
  private static let left = 230.0
  private static let rowHeight = 44.0
  private static let top = 50.0

  var svg: String {
    guard let first = rows.map(\.at).min(), let last = rows.map(\.at).max() else { return "" }
    let days = (from: first.seconds / 86_400, to: max(last.seconds, first.seconds + 1) / 86_400)
    let lines = lines
    let height = Self.top + Double(lines.count) * Self.rowHeight
    var body = months(days, height: height)
    for (index, line) in lines.enumerated() {
      let y = Self.top + Double(index) * Self.rowHeight
      body += Self.text(HTMLEscape.text(line.event), x: 0, y: y + 5, size: 14)
      body += Self.line(x: (Self.left, Self.width), y: (y, y))
      for dot in line.dots { body += draw(dot, of: line.event, x: Self.x(dot.day, days), y: y) }
    }
    return "<div class=season tabindex=0 role=region aria-label=\"The season\">"
      + "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(height))\" role=\"group\" "
      + "aria-label=\"Mails by event and day\">\(body)</svg></div>"
  }

  private var lines: [(event: String, dots: [Dot])] {
    var lines: [(event: String, dots: [Dot])] = []
    var places: [String: Int] = [:]
    for row in rows {
      let place = places[row.event] ?? lines.count
      if place == lines.count {
        places[row.event] = place
        lines.append((row.event, []))
      }
      let day = row.at.seconds / 86_400
      let known = lines[place].dots.lastIndex { $0.day == day && $0.step == row.step }
      if let known {
        lines[place].dots[known].count += 1
      } else {
        lines[place].dots.append(Dot(day: day, step: row.step, count: 1))
      }
    }
    return lines
  }

  private func draw(_ dot: Dot, of event: String, x: Double, y: Double) -> String {
    let radius = Self.round(min(15, 3 + Double(dot.count).squareRoot() / 2))
    let what = "\(HTMLEscape.text(dot.step)): \(dot.count)"
    // One mail, such as a preview to the host, is a small dot beside a large one.
    let count =
      dot.count < 2
      ? "" : Self.text("\(dot.count)", x: x, y: y - radius - 4, size: 12, anchor: "middle")
    return "<a href=\"\(page(event, dot.step))\" aria-label=\"\(what)\">"
      + "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\"><title>\(what)</title></circle>\(count)</a>"
  }

  /// A line for the first of each month; of a long season the years are named only.
  private func months(_ days: (from: Int64, to: Int64), height: Double) -> String {
    let isLong = days.to - days.from > 430
    var out = ""
    for day in days.from...days.to {
      let date = Zone.utc.local(Instant(seconds: day * 86_400))
      guard date.day == 1, !isLong || date.month == 1 else { continue }
      let x = Self.x(day, days)
      out += Self.line(x: (x, x), y: (20, height))
      let name = isLong ? "\(date.year)" : String(date.dateText.prefix(7))
      out += Self.text(name, x: x, y: 14, size: 12, anchor: "middle")
    }
    return out
  }

  private static func x(_ day: Int64, _ days: (from: Int64, to: Int64)) -> Double {
    let part = Double(day - days.from) / Double(max(days.to - days.from, 1))
    return round(left + 20 + part * (width - left - 40))
  }

  private static func text(
    _ text: String, x: Double, y: Double, size: Int, anchor: String = "start"
  ) -> String {
    "<text x=\"\(x)\" y=\"\(round(y))\" font-size=\"\(size)\" text-anchor=\"\(anchor)\">\(text)</text>"
  }

  private static func line(x: (Double, Double), y: (Double, Double)) -> String {
    "<line x1=\"\(x.0)\" x2=\"\(x.1)\" y1=\"\(y.0)\" y2=\"\(y.1)\"/>"
  }

  private static func round(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
