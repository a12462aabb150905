import NIOConcurrencyHelpers

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

  private let data = NIOLockedValueBox(Data())

  package init() {}

  package func observe(_ seconds: Double) {
    data.withLockedValue { data in
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
        data.buckets[index] += 1
      }
      data.sum += seconds
      data.count += 1
    }
  }

  package func observe(_ duration: Duration) {
    let (seconds, rest) = duration.components
    observe(Double(seconds) + Double(rest) / 1e18)
  }

  func family(_ name: String, _ help: String) -> MetricFamily {
    let samples = data.withLockedValue { data in
      zip(Self.bounds, data.buckets).map { "_bucket{le=\"\($0)\"} \($1)" }
        + [
          "_bucket{le=\"+Inf\"} \(data.count)", "_sum \(data.sum)", "_count \(data.count)",
        ]
    }
    return MetricFamily(name: name, help: help, kind: .histogram, samples: samples)
  }
}
