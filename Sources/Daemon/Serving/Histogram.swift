import Synchronization

/// A Prometheus histogram: cumulative buckets, sum and count.
package final class Histogram: Sendable {
  private static let bounds: [Double] = [
    0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120,
  ]

  private struct Data: Sendable {
    var buckets = [Int](repeating: 0, count: Histogram.bounds.count)
    var sum = 0.0
    var count = 0
  }

  private let data = Mutex(Data())

  package init() {}

  package func observe(_ seconds: Double) {
    data.withLock { data in
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
        data.buckets[index] += 1
      }
      data.sum += seconds
      data.count += 1
    }
  }

  func text(_ name: String) -> [String] {
    data.withLock { data in
      ["# TYPE \(name) histogram"]
        + zip(Self.bounds, data.buckets).map { "\(name)_bucket{le=\"\($0)\"} \($1)" }
        + [
          "\(name)_bucket{le=\"+Inf\"} \(data.count)", "\(name)_sum \(data.sum)",
          "\(name)_count \(data.count)",
        ]
    }
  }
}
