import ConfigReader
import Domain
import FoundationEssentials
import Store

extension Workshop {
  /// Takes rows out of the CSV files of a folder, chosen by id and address; the other rows keep
  /// their bytes. On stable storage when this returns.
  static func removeRows(
    _ folder: String, where isGone: (_ id: String, _ address: MailAddress?) -> Bool
  ) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: folder) else { return }
    for name in try files.contentsOfDirectory(atPath: folder) where name.hasSuffix(".csv") {
      let path = folder + "/" + name
      guard let data = files.contents(atPath: path) else { continue }
      let bytes = Array(data)
      let table = CSVTable(bytes)
      let lines = table.rows.filter { isRow($0.values, isGone) }.map(\.line)
      if lines.isEmpty { continue }
      let starts = table.rows.map(\.line)
      let kept = removing(lines, rowsAt: starts, from: bytes)
      try StoreFiles(directory: folder).write(note: name, kept)
    }
  }

  private static func isRow(
    _ values: [String: String], _ isGone: (_ id: String, _ address: MailAddress?) -> Bool
  ) -> Bool {
    var id = ""
    var address: MailAddress?
    for (name, value) in values {
      switch name.lowercased() {
      case "id": id = value.trimmed
      case "email": address = try? MailAddress(value)
      default: continue
      }
    }
    return isGone(id, address)
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
    guard let names = try? files.subpathsOfDirectory(atPath: folder) else { return }
    for name in names {
      let path = folder + "/" + name
      if let data = files.contents(atPath: path), erasure.isNamed(in: Array(data)) {
        let place = URL(fileURLWithPath: path)
        try StoreFiles(directory: place.deletingLastPathComponent().path)
          .remove(note: place.lastPathComponent)
      }
    }
  }
}
