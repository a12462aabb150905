/// A family of figures in Prometheus' text format 0.0.4: what it means, its type, its samples.
struct MetricFamily: Sendable {
  enum Kind: String, Sendable { case counter, gauge, histogram }

  var name: String
  var help: String
  var kind: Kind
  /// What follows the name, labels and value: `{state="sent"} 4`.
  var samples: [String]

  static func gauge(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
    MetricFamily(name: name, help: help, kind: .gauge, samples: [" \(number(value))"])
  }

  static func counter(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
    MetricFamily(name: name, help: help, kind: .counter, samples: [" \(number(value))"])
  }

  /// One sample for each text of labels, sorted by it.
  static func labelled(
    _ kind: Kind, _ name: String, _ help: String, _ values: [String: Int]
  ) -> MetricFamily {
    MetricFamily(
      name: name, help: help, kind: kind,
      samples: values.sorted { $0.key < $1.key }.map { "{\($0.key)} \($0.value)" })
  }

  var lines: [String] {
    ["# HELP \(name) \(help)", "# TYPE \(name) \(kind.rawValue)"] + samples.map { name + $0 }
  }

  /// Whole numbers without a point.
  private static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    // Milliseconds are enough, and an exponent is harder to read.
    let thousandths = Int64((value * 1000).rounded())
    let rest = String(abs(thousandths) % 1000)
    let zeros = String(repeating: "0", count: 3 - rest.count)
    return "\(value < 0 ? "-" : "")\(abs(thousandths) / 1000).\(zeros)\(rest)"
  }
}
