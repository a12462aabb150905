import Glibc

/// What a figure should be, as a ratio to the machine's own or as a rate.
enum Goal {
  case atLeast(Double)
  case atMost(Double)

  func verdict(_ value: Double) -> String {
    switch self {
    case .atLeast(let goal): "goal \(plain(goal)) or more: \(value >= goal ? "ok" : "MISSED")"
    case .atMost(let goal): "goal \(plain(goal)) or less: \(value <= goal ? "ok" : "MISSED")"
    }
  }
}

/// Prints one line of the report.
func report(_ name: String, _ figure: String) {
  print(padded(name, 17) + figure)
}

/// Prints one line of the report with what became of the goal; `unit` says what `value` counts.
func report(_ name: String, _ figure: String, _ value: Double, _ unit: String, _ goal: Goal) {
  print(padded(name, 17) + padded(figure, 22) + "\(plain(value)) \(unit) (\(goal.verdict(value)))")
}

func milliseconds(_ seconds: Double) -> String { plain(seconds * 1000) + " ms" }

/// Large numbers whole, small ones with two digits.
private func plain(_ value: Double) -> String {
  if value >= 1000 || value == value.rounded() { return "\(Int(value))" }
  let hundredths = Int((value * 100).rounded())
  let digits = hundredths % 100
  return "\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)"
}

private func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.count))
}
