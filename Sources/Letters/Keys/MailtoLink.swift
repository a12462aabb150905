/// An address as a URL holds it (RFC 6068 2): what has a meaning in URLs, or is not ASCII, is
/// percent-encoded. Everyday addresses come back as they are.
enum MailtoLink {
  static func address(_ address: String) -> String {
    if address.utf8.allSatisfy(isPlain) { return address }
    var out: [UInt8] = []
    for byte in address.utf8 {
      if isPlain(byte) {
        out.append(byte)
      } else {
        out.append(0x25)
        out.append(hex: byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// `unreserved` of RFC 3986, the @, and of `some-delims` what needs no care anywhere.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x21, 0x24, 0x2a, 0x2b, 0x2d, 0x2e, 0x3d, 0x40,
      0x5f,
      0x7e:
      true
    default: false
    }
  }
}
