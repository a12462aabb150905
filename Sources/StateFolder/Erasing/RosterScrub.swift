import Domain
import FoundationEssentials
import State
import Store
import Templating

/// Takes people out of a copy of roster files: their rows, good or left out as bad, and their
/// addresses in other people's rows.
struct RosterScrub {
  enum Fate {
    case stays
    case goes
    /// It is somebody else's; these are its bytes from now on.
    case becomes([UInt8])
  }

  /// What becomes of a row, from its values by column and from its bytes.
  var fate: (_ values: [String: String], _ bytes: [UInt8]) -> Fate
  /// Whether a file that is no roster, such as what an editor leaves, names them.
  var isNamed: (_ bytes: [UInt8]) -> Bool = { _ in false }

  /// On stable storage when this returns; rows that stay keep their bytes.
  func carryOut(_ folder: String) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: folder) else { return }
    for name in try files.contentsOfDirectory(atPath: folder) {
      guard let data = files.contents(atPath: folder + "/" + name) else { continue }
      let bytes = Array(data)
      let note = StoreFiles(directory: folder)
      if name.hasSuffix(".csv") {
        if let left = scrubbed(bytes) { try note.write(note: name, left) }
      } else if isNamed(bytes) {
        try note.remove(note: name)
      }
    }
  }

  /// Nil when nothing changes.
  private func scrubbed(_ bytes: [UInt8]) -> [UInt8]? {
    var left: [UInt8] = []
    var isChanged = false
    for part in RosterRows.parts(bytes) {
      guard let values = part.values else {
        left += part.bytes
        continue
      }
      switch fate(values, Array(part.bytes)) {
      case .stays: left += part.bytes
      case .goes: isChanged = true
      case .becomes(let row):
        left += row
        isChanged = true
      }
    }
    return isChanged ? left : nil
  }
}

/// A file of rows, cut where they begin.
enum RosterRows {
  struct Part {
    /// By column, in lower case; nil before the first row.
    var values: [String: String]?
    /// Line on which it begins, from 1.
    var line: Int
    /// Up to the first line of the next row.
    var bytes: ArraySlice<UInt8>
  }

  static func parts(_ bytes: [UInt8]) -> [Part] {
    let rows = CSVTable(bytes).rows
    let first = Part(values: nil, line: 1, bytes: bytes[..<(rows.first?.start ?? bytes.count)])
    return [first]
      + rows.indices.map { index in
        let row = rows[index]
        let end = index + 1 < rows.count ? rows[index + 1].start : bytes.count
        let values = row.values.map { ($0.lowercased(), $1) }
        return Part(
          values: Dictionary(values, uniquingKeysWith: { a, _ in a }), line: row.line,
          bytes: bytes[row.start..<end])
      }
  }
}

extension ErasureOrder {
  /// Whether a row is theirs: by id, by address, or by name where it has no usable address.
  func owns(_ row: [String: String], _ bytes: [UInt8], _ search: AddressSearch) -> Bool {
    if ids.contains(row["id", default: ""].trimmed) { return true }
    let cell = row["email", default: ""]
    if let address = try? MailAddress(cell) { return addresses.contains(address.normalized) }
    if search.finds(in: cell) { return true }
    var named = ErasureOrder(ids: [], addresses: [])
    named.add(name: row["name", default: ""])
    return !named.names.isDisjoint(with: names)
  }

  /// For the copy of the roster that is kept.
  var scrub: RosterScrub {
    let search = erasure.search
    return RosterScrub(
      fate: { values, bytes in
        if owns(values, bytes, search) { return .goes }
        guard search.finds(in: bytes) else { return .stays }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let left = search.redacted(text, by: ""), !left.isEmpty else { return .stays }
        return .becomes(Array(left.utf8))
      }, isNamed: { search.finds(in: $0) })
  }
}
