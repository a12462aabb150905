import Domain

/// A timeline as SVG: a row per event, a dot per day and step, as large as the number of mails.
struct SeasonPicture {
  let rows: [SeasonRow]

  private static let width = 1000.0
  private static let left = 220.0
  private static let rowHeight = 34.0

  var svg: String {
    guard let first = rows.map(\.at).min(), let last = rows.map(\.at).max() else { return "" }
    var events: [String] = []
    var dots: [String: [(day: Int64, step: String, count: Int)]] = [:]
    for row in rows {
      if dots[row.event] == nil { events.append(row.event) }
      let day = row.at.seconds / 86_400
      var list = dots[row.event, default: []]
      if let index = list.lastIndex(where: { $0.day == day && $0.step == row.step }) {
        list[index].count += 1
      } else {
        list.append((day, row.step, 1))
      }
      dots[row.event] = list
    }
    let from = Double(first.seconds / 86_400)
    let days = max(Double(last.seconds / 86_400) - from, 1)
    let height = Double(events.count) * Self.rowHeight + 40
    var body = ""
    for (index, event) in events.enumerated() {
      let y = Double(index) * Self.rowHeight + 30
      body +=
        "<text x=\"0\" y=\"\(y + 5)\" font-size=\"14\" fill=\"currentColor\">"
        + "\(SeasonPages.escape(event))</text>"
        + "<line x1=\"\(Self.left)\" x2=\"\(Self.width)\" y1=\"\(y)\" y2=\"\(y)\" "
        + "stroke=\"currentColor\" stroke-opacity=\".2\"/>"
      for dot in dots[event] ?? [] {
        let x = Self.left + (Double(dot.day) - from) / days * (Self.width - Self.left - 20)
        let radius = min(15, 2.5 + Double(dot.count).squareRoot() / 2)
        body +=
          "<circle cx=\"\(Self.round(x))\" cy=\"\(y)\" r=\"\(Self.round(radius))\" fill=\"#0a6640\" "
          + "fill-opacity=\".65\"><title>\(SeasonPages.escape(dot.step)): \(dot.count)</title></circle>"
      }
    }
    let zone = rows[0].zone
    return "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(height))\" role=\"img\" "
      + "aria-label=\"Mails by event and day\"><text x=\"\(Self.left)\" y=\"12\" font-size=\"12\" "
      + "fill=\"currentColor\">\(first.table(in: zone).prefix(10))</text>"
      + "<text x=\"\(Self.width)\" y=\"12\" font-size=\"12\" text-anchor=\"end\" "
      + "fill=\"currentColor\">\(last.table(in: zone).prefix(10))</text>\(body)</svg>"
  }

  private static func round(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
