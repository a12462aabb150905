/// Punycode (RFC 3492): a label of any letters as letters, digits and hyphens.
package enum Punycode {
  private static let base = 36
  private static let tmin = 1
  private static let tmax = 26
  private static let skew = 38
  private static let damp = 700
  private static let initialBias = 72
  private static let initialN = 128

  /// Without the `xn--` prefix; nil when the label is too long to be counted (section 6.4).
  package static func encode(_ label: some StringProtocol) -> String? {
    let input = label.unicodeScalars.map { Int($0.value) }
    var output = input.filter { $0 < initialN }
    let basicCount = output.count
    if basicCount > 0 { output.append(Int(UInt8(ascii: "-"))) }
    var n = initialN
    var delta = 0
    var bias = initialBias
    var handled = basicCount
    while handled < input.count {
      guard let next = input.lazy.filter({ $0 >= n }).min() else { return nil }
      let (step, overflow) = (next - n).multipliedReportingOverflow(by: handled + 1)
      guard !overflow, delta <= Int.max / 2 - step else { return nil }
      delta += step
      n = next
      for value in input {
        if value < n { delta += 1 }
        guard value == n else { continue }
        appendVariableLength(delta, bias, to: &output)
        bias = adapt(delta, handled + 1, isFirst: handled == basicCount)
        delta = 0
        handled += 1
      }
      delta += 1
      n += 1
    }
    return String(decoding: output.map { UInt8($0) }, as: UTF8.self)
  }

  /// Of what follows the `xn--` prefix; nil when it is no Punycode.
  package static func decode(_ text: some StringProtocol) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.allSatisfy({ $0 < 128 }) else { return nil }
    let split = bytes.lastIndex(of: UInt8(ascii: "-")) ?? 0
    var output = bytes[..<split].map { Unicode.Scalar($0) }
    var index = split > 0 ? split + 1 : 0
    var n = initialN
    var place = 0
    var bias = initialBias
    while index < bytes.count {
      let before = place
      var weight = 1
      var k = base
      while true {
        guard index < bytes.count, let digit = digit(bytes[index]) else { return nil }
        index += 1
        let (product, overflow) = digit.multipliedReportingOverflow(by: weight)
        guard !overflow, place <= Int.max - product else { return nil }
        place += product
        let threshold = threshold(k, bias)
        if digit < threshold { break }
        let (next, tooLarge) = weight.multipliedReportingOverflow(by: base - threshold)
        guard !tooLarge else { return nil }
        weight = next
        k += base
      }
      bias = adapt(place - before, output.count + 1, isFirst: before == 0)
      let (sum, tooLarge) = n.addingReportingOverflow(place / (output.count + 1))
      guard !tooLarge, let value = UInt32(exactly: sum), let scalar = Unicode.Scalar(value) else {
        return nil
      }
      n = sum
      place %= output.count + 1
      output.insert(scalar, at: place)
      place += 1
    }
    return String(String.UnicodeScalarView(output))
  }

  private static func appendVariableLength(_ delta: Int, _ bias: Int, to output: inout [Int]) {
    var q = delta
    var k = base
    while true {
      let threshold = threshold(k, bias)
      if q < threshold { break }
      output.append(character(threshold + (q - threshold) % (base - threshold)))
      q = (q - threshold) / (base - threshold)
      k += base
    }
    output.append(character(q))
  }

  private static func threshold(_ k: Int, _ bias: Int) -> Int {
    min(max(k - bias, tmin), tmax)
  }

  private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / damp : delta / 2
    delta += delta / count
    var k = 0
    while delta > (base - tmin) * tmax / 2 {
      delta /= base - tmin
      k += base
    }
    return k + (base - tmin + 1) * delta / (delta + skew)
  }

  private static func character(_ digit: Int) -> Int {
    digit < 26 ? digit + 97 : digit - 26 + 48
  }

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48 + 26
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 97
    default: nil
    }
  }
}
