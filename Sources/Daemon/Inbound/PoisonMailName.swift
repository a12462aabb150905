/// How often a mail took the program down stands in its file's name: `NAME~1.eml`.
struct PoisonMailName {
  private static let ending = ".eml"
  /// The name it came by.
  let plain: String
  let crashes: Int

  init(_ name: String) {
    var stem = name.hasSuffix(Self.ending) ? String(name.dropLast(Self.ending.utf8.count)) : name
    var count = 0
    if let mark = stem.lastIndex(of: "~"), let number = Int(stem[stem.index(after: mark)...]) {
      count = number
      stem = String(stem[..<mark])
    }
    plain = stem + Self.ending
    crashes = count
  }

  private var stem: String { String(plain.dropLast(Self.ending.utf8.count)) }
  var next: String { "\(stem)~\(crashes + 1)\(Self.ending)" }
  /// By this name nobody tries to understand it again.
  var setAside: String { "\(stem).crash" }
  /// It cannot be read at all.
  var unreadable: String { "\(stem).unreadable" }
}
