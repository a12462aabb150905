import JSONLines
import Store

extension KeyFile {
  /// `"forgotten":{"id":1,"secret":"…"}`: the key of the hashes of the forgotten, which stays when
  /// the keys of links are replaced and retired. Absent as long as it is the lowest of those:
  /// whoever replaces or retires keys writes it down first, or nobody who was forgotten is known
  /// again.
  ///
  /// A damaged one is refused like any other key: under another one the forgotten would come back.
  static func forgetting(
    _ line: [UInt8], path: String
  ) throws(StoreError) -> (id: UInt8, secret: [UInt8])? {
    let found = try? JSONLine.parse(line) { json -> (isThere: Bool, key: (UInt8, [UInt8])?) in
      guard let key = json.object("forgotten") else {
        return (String(decoding: line, as: UTF8.self).contains("\"forgotten\""), nil)
      }
      guard let id = key.int("id").flatMap(UInt8.init(exactly:)),
        let secret = key.string("secret").flatMap(bytes(hex:))
      else { return (true, nil) }
      return (true, (id, secret))
    }
    guard let found, found.isThere else { return nil }
    guard let key = found.key else { throw refusal(path, "has a damaged key 'forgotten'") }
    return key
  }
}
