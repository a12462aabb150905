/// The name of a file in a Maildir, `TIME.UNIQUE.HOST`: when it was delivered, and how manieth of
/// its process. `UNIQUE` is `PROCESS`, `PROCESS_COUNT`, or letters with numbers: `M` microseconds,
/// `P` process, `Q` its count, `#` the system's count (https://cr.yp.to/proto/maildir.html).
struct MaildirName {
  let name: String
  /// nil for a name of another sort.
  private(set) var seconds: Int64?
  private(set) var microseconds: Int64?
  private var process: UInt64?
  private var count: UInt64?
  private var systemCount: UInt64?
  private var host = ""

  init(_ name: String) {
    self.name = name
    let base = name.prefix { $0 != ":" && $0 != "," }
    let parts = base.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let time = Int64(parts[0]), (0..<1 << 40).contains(time) else { return }
    seconds = time
    host = String(parts[2])
    take(parts[1])
  }

  private mutating func take(_ unique: Substring) {
    if let first = unique.first, first.isASCII, first.isNumber {
      let numbers = unique.split(separator: "_", omittingEmptySubsequences: false)
      process = UInt64(numbers[0])
      if numbers.count == 2 { count = UInt64(numbers[1]) }
      return
    }
    var rest = unique
    while let letter = rest.popFirst() {
      let isHex = "#XRIV".contains(letter)
      let digits = rest.prefix { $0.isASCII && (isHex ? $0.isHexDigit : $0.isNumber) }
      rest = rest.dropFirst(digits.count)
      let value = UInt64(digits, radix: isHex ? 16 : 10)
      switch letter {
      case "M": microseconds = value.flatMap { $0 < 1_000_000 ? Int64($0) : nil }
      case "P": process = value
      case "Q": count = value
      case "#": systemCount = value
      default: break
      }
    }
  }

  /// Milliseconds since 1970.
  var moment: Int64? { seconds.map { $0 * 1000 + (microseconds ?? 0) / 1000 } }

  /// Whether it was delivered before another; nil where that cannot be known.
  private func isBefore(_ other: Self) -> Bool? {
    guard let seconds, let others = other.seconds else { return nil }
    if seconds != others { return seconds < others }
    guard host == other.host else { return nil }
    if let systemCount, let others = other.systemCount, systemCount != others {
      return systemCount < others
    }
    if let process, process == other.process, let count, let others = other.count, count != others {
      return count < others
    }
    if let microseconds, let others = other.microseconds, microseconds != others {
      return microseconds < others
    }
    return nil
  }

  /// Names in the order of their delivery, in groups of those of which it is not known. Where one
  /// name of a second tells too little, nobody knows of any of that second; a name of another sort
  /// may be from any time.
  static func groups(_ names: [String]) -> [[MaildirName]] {
    let all = names.map(MaildirName.init)
    if all.contains(where: { $0.seconds == nil }) { return [all.sorted { $0.name < $1.name }] }
    let seconds = Dictionary(grouping: all) { $0.seconds ?? 0 }
    return seconds.sorted { $0.key < $1.key }.flatMap { _, names -> [[MaildirName]] in
      let sorted = names.sorted { $0.isBefore($1) ?? ($0.name < $1.name) }
      let isKnown = sorted.indices.dropFirst().allSatisfy { place in
        sorted[..<place].allSatisfy { $0.isBefore(sorted[place]) == true }
      }
      return isKnown ? sorted.map { [$0] } : [sorted]
    }
  }
}
