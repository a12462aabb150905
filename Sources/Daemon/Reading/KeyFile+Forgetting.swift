import JSONLines

extension KeyFile {
  /// `"forgotten":{"id":1,"secret":"…"}`: the key of the hashes of the forgotten, which stays when the
  /// keys of links are replaced and retired. Absent as long as it is the lowest of those: whoever
  /// replaces or retires keys writes it down first, or nobody who was forgotten is known again.
  static func forgetting(_ line: [UInt8]) -> (id: UInt8, secret: [UInt8])? {
    let found = try? JSONLine.parse(line) { json -> (id: UInt8, secret: [UInt8])? in
      guard let key = json.object("forgotten"),
        let id = key.int("id").flatMap(UInt8.init(exactly:)),
        let secret = key.string("secret").flatMap(bytes(hex:))
      else { return nil }
      return (id, secret)
    }
    return found
  }
}
