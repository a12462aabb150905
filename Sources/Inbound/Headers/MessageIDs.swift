import MIME

/// Message identifiers (RFC 5322 section 3.6.4) in a field, with their angle brackets.
enum MessageIDs {
  static func all(_ value: Bytes, most: Int = 50) -> [String] {
    var ids: [String] = []
    var index = value.startIndex
    while ids.count < most, let open = value[index...].firstIndex(of: UInt8(ascii: "<")),
      let close = value[open...].firstIndex(of: UInt8(ascii: ">"))
    {
      let inner = value[(open + 1)..<close].filter { !$0.isWhite }
      if !inner.isEmpty, inner.count <= 250 { ids.append("<" + inner.text + ">") }
      index = close + 1
    }
    return ids
  }

  /// Of a field that has one; mail exists that forgets the brackets.
  static func one(_ value: Bytes?) -> String? {
    guard let value, !value.isEmpty else { return nil }
    if let id = all(value, most: 1).first { return id }
    let bare = value.prefix { !$0.isWhite }
    return bare.count <= 250 && bare.contains(UInt8(ascii: "@")) ? "<" + bare.text + ">" : nil
  }
}
