/// How many were coming over time, as an SVG that needs neither script nor style attributes.
struct AnswerCurve {
  private let points: [HostDeskPage.CurvePoint]
  private let capacity: Int
  private let width = 800
  private let height = 200
  private let bottom = 195
  private let top = 20

  init(_ points: [HostDeskPage.CurvePoint], capacity: Int) {
    self.points = points
    self.capacity = capacity
  }

  /// Empty for fewer than two moments.
  func svg() -> [UInt8] {
    guard let first = points.first, let last = points.last, last.time > first.time else {
      return []
    }
    // A step holds until the next answer, so each point is reached level first.
    var path = "M\(x(first.time)) \(y(first.coming))"
    for point in points.dropFirst() { path += "H\(x(point.time))V\(y(point.coming))" }
    // The caption says in words what the picture shows.
    var svg = "<svg class=\"curve\" viewBox=\"0 0 \(width) \(height)\" aria-hidden=\"true\">"
    svg += "<path class=\"fill\" d=\"\(path)V\(bottom)H\(x(first.time))Z\"/>"
    svg += "<path class=\"base\" d=\"M0 \(bottom)H\(width)\"/>"
    if capacity > 0, capacity <= highest {
      svg += "<path class=\"cap\" d=\"M0 \(y(capacity))H\(width)\"/>"
    }
    svg += "<path class=\"line\" d=\"\(path)\"/>"
    return Array((svg + "</svg>").utf8)
  }

  func label(_ phrases: PageWords) -> String {
    phrases(
      .curveLabel,
      ["from": String(points.first?.coming ?? 0), "to": String(points.last?.coming ?? 0)])
  }

  private var highest: Int {
    let most = max(1, points.map(\.coming).max() ?? 1)
    return capacity > 0 && capacity < most * 2 ? max(most, capacity) : most
  }

  private func x(_ time: Int64) -> Int {
    guard let first = points.first?.time, let last = points.last?.time, last > first else {
      return 0
    }
    return Int((Double(time - first) / Double(last - first) * Double(width)).rounded())
  }

  private func y(_ coming: Int) -> Int {
    bottom - Int((Double(coming) / Double(highest) * Double(bottom - top)).rounded())
  }
}
