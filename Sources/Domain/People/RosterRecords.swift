/// People as bytes, one after the other.
///
/// A record: flags, id, address, its normalised form, name, organisation, language, the number of a
/// list of tags, and the other columns as pairs of a number and a text. A text is its length and
/// its UTF-8; numbers are written seven bits a byte, the least first, the top bit set on all but
/// the last.
struct RosterRecords: Sendable {
  private enum Flag {
    /// The address is in its normalised form, and left out once.
    static let isNormal: UInt8 = 1
    /// The id is the normalised address, and left out.
    static let isAddress: UInt8 = 2
  }

  private var bytes: [UInt8] = []
  private var starts: [Int] = []
  /// Most people have the tags of many others.
  private var lists: [[String]] = []
  private var columns: [String] = []
  private var listNumbers: [[String]: Int] = [:]
  private var columnNumbers: [String: Int] = [:]

  var count: Int { starts.count }

  mutating func append(_ person: Person) {
    starts.append(bytes.count)
    let isNormal = person.email.text == person.email.normalized
    let isAddress = person.id == person.email.normalized
    bytes.append((isNormal ? Flag.isNormal : 0) | (isAddress ? Flag.isAddress : 0))
    if !isAddress { append(person.id) }
    append(person.email.text)
    if !isNormal { append(person.email.normalized) }
    append(person.name)
    append(person.organisation)
    append(person.language)
    append(Self.number(of: person.tags, in: &lists, &listNumbers))
    append(person.fields.count)
    for (column, text) in person.fields {
      append(Self.number(of: column, in: &columns, &columnNumbers))
      append(text)
    }
  }

  /// All are there: what is only of use for more is given up.
  mutating func fit() {
    listNumbers = [:]
    columnNumbers = [:]
    bytes = Self.exact(bytes)
    starts = Self.exact(starts)
  }

  /// The same without spare room. `Array` of a slice of everything is the array it came from.
  private static func exact<Element>(_ array: [Element]) -> [Element] {
    [Element](unsafeUninitializedCapacity: array.count) { buffer, count in
      count = buffer.initialize(fromContentsOf: array)
    }
  }

  subscript(index: Int) -> Person {
    read(index) { reader in
      let flags = reader.byte()
      let own = flags & Flag.isAddress == 0 ? reader.text() : nil
      let email = reader.address(isNormal: flags & Flag.isNormal != 0)
      let (name, organisation, language) = (reader.text(), reader.text(), reader.text())
      let tags = lists[reader.number()]
      var fields: [String: String] = [:]
      for _ in 0..<reader.number() { fields[columns[reader.number()]] = reader.text() }
      return Person(
        id: own ?? email.normalized, email: email, name: name, organisation: organisation,
        language: language, tags: tags, fields: fields)
    }
  }

  func id(at index: Int) -> String {
    read(index) { reader in
      let flags = reader.byte()
      return flags & Flag.isAddress == 0
        ? reader.text() : reader.address(isNormal: flags & Flag.isNormal != 0).normalized
    }
  }

  func address(at index: Int) -> MailAddress {
    read(index) { reader in
      let flags = reader.byte()
      if flags & Flag.isAddress == 0 { reader.skip() }
      return reader.address(isNormal: flags & Flag.isNormal != 0)
    }
  }

  private func read<Result>(_ index: Int, _ body: (inout Reader) -> Result) -> Result {
    bytes.withUnsafeBytes { bytes in
      var reader = Reader(bytes: bytes, at: starts[index])
      return body(&reader)
    }
  }

  private mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func append(_ number: Int) {
    var rest = number
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private static func number<Key: Hashable>(
    of key: Key, in keys: inout [Key], _ numbers: inout [Key: Int]
  ) -> Int {
    if let number = numbers[key] { return number }
    numbers[key] = keys.count
    keys.append(key)
    return keys.count - 1
  }

  /// Reads what `append` wrote.
  private struct Reader {
    let bytes: UnsafeRawBufferPointer
    var at: Int

    mutating func byte() -> UInt8 {
      defer { at += 1 }
      return bytes[at]
    }

    mutating func number() -> Int {
      var number = 0
      var shift = 0
      while true {
        let next = byte()
        number |= Int(next & 0x7F) << shift
        if next < 0x80 { return number }
        shift += 7
      }
    }

    mutating func text() -> String {
      let length = number()
      defer { at += length }
      return String(decoding: bytes[at..<at + length], as: UTF8.self)
    }

    mutating func skip() {
      let length = number()
      at += length
    }

    mutating func address(isNormal: Bool) -> MailAddress {
      let text = text()
      return MailAddress(checked: text, normalized: isNormal ? text : self.text())
    }
  }
}
