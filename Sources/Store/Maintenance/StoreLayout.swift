/// Where things stand in a store's directory.
struct StoreLayout: Sendable {
  let directory: String

  var journal: String { directory + "/journal" }
  var snapshots: String { directory + "/snapshot" }
  var quarantine: String { directory + "/quarantine" }
  var head: String { "\(directory)/\(HeadRecord.name)" }

  /// Written once a rewrite is ready to be put in place; see `StoreFiles.rewrite`.
  var rewriteMarker: String { directory + "/rewrite" }

  static let temporary = ".tmp"
  static let rewritten = ".new"

  func segment(_ base: Int) -> String { "\(journal)/\(Self.name(base))" }

  func snapshot(_ seq: Int) -> String { "\(snapshots)/\(Self.name(seq))" }

  /// Twelve digits at least, so that names sort as numbers do.
  static func name(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits + ".jsonl"
  }

  /// The number in a name that `name(_:)` made.
  static func number(_ name: String) -> Int? {
    guard name.hasSuffix(".jsonl"), let number = Int(name.dropLast(6)), number >= 0,
      Self.name(number) == name
    else { return nil }
    return number
  }

  /// The numbers of the files in one of the directories, ascending.
  static func numbers(in directory: String, _ disk: any Disk) throws(DiskError) -> [Int] {
    try names(in: directory, disk).compactMap(number).sorted()
  }

  /// The names in one of the directories; none while it is not there.
  static func names(in directory: String, _ disk: any Disk) throws(DiskError) -> [String] {
    do {
      return try disk.list(directory)
    } catch  where error.isAbsent {
      return []
    }
  }
}
