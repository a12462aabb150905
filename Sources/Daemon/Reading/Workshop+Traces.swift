import ConfigReader
import Domain
import Foundation

extension Workshop {
  /// Takes the rows of a person out of the CSV files of a folder; the other rows keep their bytes.
  static func removeRows(_ folder: String, _ gone: Forgotten) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: folder) else { return }
    for name in try files.contentsOfDirectory(atPath: folder) where name.hasSuffix(".csv") {
      let path = folder + "/" + name
      guard let data = files.contents(atPath: path) else { continue }
      let bytes = Array(data)
      let table = CSVTable(bytes)
      let lines = table.rows.filter { isRow($0.values, of: gone) }.map(\.line)
      if lines.isEmpty { continue }
      let starts = table.rows.map(\.line)
      let kept = removing(lines, rowsAt: starts, from: bytes)
      try Data(kept).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
  }

  private static func isRow(_ values: [String: String], of gone: Forgotten) -> Bool {
    for (name, value) in values {
      switch name.lowercased() {
      case "id" where gone.ids.contains(value.trimmingCharacters(in: .whitespaces)): return true
      case "email":
        if let address = try? MailAddress(value), gone.addresses.contains(address.normalized) {
          return true
        }
      default: continue
      }
    }
    return false
  }

  /// A row goes from its first line up to the first line of the next one.
  private static func removing(
    _ lines: [Int], rowsAt starts: [Int], from bytes: [UInt8]
  ) -> [UInt8] {
    var kept: [UInt8] = []
    var line = 1
    var isGoing = false
    var isAtStart = true
    var isQuoted = false
    let (going, starts) = (Set(lines), Set(starts))
    for (index, byte) in bytes.enumerated() {
      if isAtStart, starts.contains(line) { isGoing = going.contains(line) }
      if !isGoing { kept.append(byte) }
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      // A CR alone ends a line too, outside of quotes, but not the CR of CR LF.
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      isAtStart = byte == 10 || (byte == 13 && next != 10 && !isQuoted)
      if isAtStart { line += 1 }
    }
    return kept
  }

  /// Removes every file of a folder, and of the folders in it, that names the person.
  static func removeFiles(_ folder: String, _ erasure: Erasure) throws {
    let files = FileManager.default
    guard let names = files.enumerator(atPath: folder) else { return }
    for case let name as String in names {
      let path = folder + "/" + name
      if let data = files.contents(atPath: path), erasure.isNamed(in: Array(data)) {
        try files.removeItem(atPath: path)
      }
    }
  }
}
