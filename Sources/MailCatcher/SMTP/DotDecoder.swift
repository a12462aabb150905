/// Takes a message out of the DATA stream (RFC 5321 section 4.5.2): undoes the dot stuffing and
/// finds the end, which is CRLF "." CRLF and nothing else.
package struct DotDecoder: Sendable {
  private enum Place: Sendable {
    case lineStart
    case dot
    case dotCR
    case inLine
    case cr
  }

  package private(set) var message: [UInt8] = []
  private var place = Place.lineStart

  package init() {}

  /// - Returns: how many bytes belong to the message and its end, and whether the end was there.
  package mutating func take(_ bytes: some Collection<UInt8>) -> (count: Int, isFinished: Bool) {
    var count = 0
    for byte in bytes {
      count += 1
      if take(byte) { return (count, true) }
    }
    return (count, false)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    switch (place, byte) {
    case (.lineStart, UInt8(ascii: ".")):
      place = .dot
      return false
    case (.dot, 13):
      place = .dotCR
      return false
    case (.dotCR, 10): return true
    case (.dotCR, _):
      message.append(13)
      place = .cr
    default: break
    }
    message.append(byte)
    place = byte == 13 ? .cr : byte == 10 && place == .cr ? .lineStart : .inLine
    return false
  }
}
