/// The name of a file in the spool, `MILLISECONDS.nNUMBER.RANDOM.eml`: when the mail came in, and
/// as the how manieth. `~1` before the ending says that reading it once took the program down.
///
/// Two mails of one number came in an order that nobody knows. Names of the former kind,
/// `MILLISECONDS.PROCESS.RANDOM.eml`, have no number; they came before all that have one.
package struct SpoolName: Comparable {
  /// In milliseconds since 1970; of a file that somebody else put there, nothing.
  package let moment: Int64?
  package let number: UInt64?
  private let name: String

  package init(_ name: String) {
    self.name = name
    let parts = name.split(separator: ".")
    moment = parts.first.flatMap { Int64($0) }
    number =
      parts.count > 2 && parts[1].hasPrefix("n") ? UInt64(parts[1].dropFirst()) : nil
  }

  init(moment: Int64, number: UInt64) {
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    self.init("\(moment).n\(number).\(random).eml")
  }

  var text: String { name }

  package static func < (one: Self, other: Self) -> Bool {
    switch (one.number, other.number) {
    case (let one?, let other?) where one != other: return one < other
    case (nil, .some): return true
    case (.some, nil): return false
    default:
      let (early, late) = (one.moment ?? .min, other.moment ?? .min)
      return early == late ? one.name < other.name : early < late
    }
  }

  /// Nobody knows which of the two came first.
  func isTogether(with other: Self) -> Bool {
    if number != nil || other.number != nil { return number == other.number }
    return moment == other.moment
  }

  /// The first of names that are in order, in groups of those that came in together: `most`, and
  /// what belongs to the last of them.
  package static func groups(_ names: [String], most: Int) -> [[String]] {
    var groups: [[SpoolName]] = []
    for (index, name) in names.enumerated() {
      let name = SpoolName(name)
      if let last = groups.last?.last, last.isTogether(with: name) {
        groups[groups.count - 1].append(name)
      } else if index < most {
        groups.append([name])
      } else {
        break
      }
    }
    return groups.map { $0.map(\.name) }
  }
}
