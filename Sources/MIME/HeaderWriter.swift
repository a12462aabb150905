/// Writes header fields (RFC 5322 2.2) from typed values: no caller can end a field or begin
/// another.
///
/// Lines are folded at 76 where there is white space to fold at.
package struct HeaderWriter {
  package private(set) var bytes: [UInt8] = []

  package init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// A value of our own making: ASCII, no line ends; written on one line.
  package mutating func field(_ name: StaticString, _ value: String) {
    precondition(value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }, "\(name): \(value)")
    bytes.append(name)
    bytes.append(": ")
    bytes.append(text: value)
    bytes.appendCRLF()
  }

  /// Free text such as a subject, without control characters.
  package mutating func unstructured(_ name: StaticString, _ value: String) {
    bytes.append(name)
    bytes.append(": ")
    var column = name.utf8CodeUnitCount + 2
    if Self.travelsPlain(value) {
      appendFolded(value, &column)
    } else {
      EncodedWord.append(value, column: &column, to: &bytes)
    }
    bytes.appendCRLF()
  }

  /// A display name and an address.
  package mutating func mailbox(_ name: StaticString, display: String, address: String) {
    bytes.append(name)
    bytes.append(": ")
    var column = name.utf8CodeUnitCount + 2
    appendPhrase(display, &column)
    appendAngle(address, &column, afterPhrase: column > name.utf8CodeUnitCount + 2)
    bytes.appendCRLF()
  }

  /// `List-Id`: a phrase and a dotted name in angle brackets (RFC 2919 3).
  package mutating func listID(display: String, id: String) {
    mailbox("List-Id", display: display, address: id)
  }

  private mutating func appendAngle(_ address: String, _ column: inout Int, afterPhrase: Bool) {
    let width = address.utf8.count + 2
    if afterPhrase { bytes.append(column + 1 + width > 76 ? "\r\n " : " ") }
    bytes.append(0x3c)
    bytes.append(text: address)
    bytes.append(0x3e)
    column += width + 1
  }

  /// An atom, a quoted string or encoded words. A name that holds `@` is left out: beside another
  /// address it would look like the sender.
  private mutating func appendPhrase(_ name: String, _ column: inout Int) {
    guard !name.isEmpty, !name.utf8.contains(0x40) else { return }
    if name.utf8.allSatisfy({ Self.isAtomCharacter($0) || $0 == 0x20 }), Self.travelsPlain(name),
      name.utf8.count < 60
    {
      bytes.append(text: name)
      column += name.utf8.count
    } else if Self.travelsPlain(name), name.utf8.count < 50 {
      bytes.append(0x22)
      for byte in name.utf8 {
        if byte == 0x22 || byte == 0x5c { bytes.append(0x5c) }
        bytes.append(byte)
      }
      bytes.append(0x22)
      column += name.utf8.count + 2
    } else {
      EncodedWord.append(name, column: &column, to: &bytes)
    }
  }

  private mutating func appendFolded(_ value: String, _ column: inout Int) {
    for (index, word) in value.utf8.split(separator: 0x20).enumerated() {
      if index > 0 {
        if column + 1 + word.count > 76 {
          bytes.append("\r\n ")
          column = 1
        } else {
          bytes.append(0x20)
          column += 1
        }
      }
      bytes.append(contentsOf: word)
      column += word.count
    }
  }

  /// Printable ASCII with single inner spaces that no reader would take for an encoded word.
  private static func travelsPlain(_ value: String) -> Bool {
    var previous: UInt8 = 0x20
    var word = 0
    for byte in value.utf8 {
      guard (0x20...0x7e).contains(byte), !(byte == 0x20 && previous == 0x20),
        !(byte == 0x3f && previous == 0x3d)
      else { return false }
      word = byte == 0x20 ? 0 : word + 1
      if word > 200 { return false }
      previous = byte
    }
    return previous != 0x20 || value.isEmpty
  }

  private static func isAtomCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2f, 0x3d, 0x3f, 0x5e...0x60, 0x7b...0x7e: true
    default: false
    }
  }
}
