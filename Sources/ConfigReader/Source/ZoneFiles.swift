import Domain

/// The zones of the system, `/usr/share/zoneinfo`.
enum ZoneFiles {
  static let folder = "/usr/share/zoneinfo"

  static func load(_ name: String) -> Zone? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".."
        && part.utf8.allSatisfy { isPlainByte($0) }
    }
    guard isPlain, name.utf8.count <= 100, name != "localtime", parts.first != "right",
      parts.first != "posix"
    else { return nil }
    guard case .success(let bytes) = DiskReader.bytes("\(folder)/\(name)", limit: 1 << 20) else {
      return nil
    }
    return try? Zone(name: name, tzif: bytes)
  }

  /// The names of the database's own list; empty when it is not there.
  static func names() -> [String] {
    guard
      case .success(let bytes) = DiskReader.bytes("\(folder)/tzdata.zi", limit: 1 << 22)
    else { return [] }
    return bytes.split(separator: 10).compactMap { line in
      let words = line.split(separator: 32)
      switch words.first {
      case [UInt8(ascii: "Z")] where words.count > 1:
        return String(decoding: words[1], as: UTF8.self)
      case [UInt8(ascii: "L")] where words.count > 2:
        return String(decoding: words[2], as: UTF8.self)
      default: return nil
      }
    }
  }

  /// The name somebody meant: one that ends in the city they wrote, else one that is spelt nearly
  /// so.
  static func nearest(to text: String) -> String? {
    let names = names()
    func city(_ name: String) -> String {
      String(name[(name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex)...])
    }
    let wanted = text.split(whereSeparator: \.isWhitespace).joined(separator: "_").lowercased()
    let ofCity = names.filter { city($0).lowercased() == wanted }
    // A city has its proper name before older ones that lead to it: Europe/…, America/….
    if let name = ofCity.filter({ $0.contains("/") }).min() ?? ofCity.min() { return name }
    if let name = Suggestion.nearest(to: text, among: names) { return name }
    let near = Suggestion.nearest(to: wanted, among: names.map(city))
    return near.flatMap { near in names.filter { city($0) == near }.min() }
  }

  private static func isPlainByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x2B: true
    default: false
    }
  }
}
