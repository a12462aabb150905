/// Questions to a name server and its answers (RFC 1035, RFC 6891), as little of them as a look at
/// TXT and MX needs. Answers are a stranger's bytes: nothing in them is believed beyond their end.
package enum DNSMessage {
  package enum Kind: UInt16, Sendable {
    case address = 1
    case mailExchange = 15
    case text = 16
    case address6 = 28
  }

  package enum Answer: Sendable, Equatable {
    /// The texts of TXT records, strings joined; the hosts of MX, `.` for the null one; addresses
    /// as an empty text each. None: the name has no such record, or is not there.
    case records([String])
    /// To be asked again over TCP.
    case truncated
    /// The server failed or refuses; the RCODE.
    case failed(Int)
  }

  /// The largest answer over UDP that we say we take; it fits an IPv6 packet.
  private static let largest: UInt16 = 1232

  /// Nil for a name that DNS cannot spell.
  package static func query(_ name: String, _ kind: Kind, id: UInt16) -> [UInt8]? {
    guard let spelled = spelled(name) else { return nil }
    var bytes = pair(id)
    // Recursion, please; one question, one additional record.
    bytes += [1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    bytes += spelled + pair(kind.rawValue) + [0, 1]
    bytes += [0, 0, 41] + pair(largest) + [0, 0, 0, 0, 0, 0]
    return bytes
  }

  private static func spelled(_ name: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    for label in name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      guard (1...63).contains(label.count), label.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        return nil
      }
      bytes.append(UInt8(label.count))
      bytes += label
    }
    bytes.append(0)
    return bytes.count <= 255 ? bytes : nil
  }

  private static func pair(_ number: UInt16) -> [UInt8] {
    [UInt8(number >> 8), UInt8(number & 255)]
  }

  /// Reads an answer to `query`; nil when it is none: another's, or not whole.
  package static func read(_ bytes: [UInt8], to query: [UInt8], _ kind: Kind) -> Answer? {
    var reader = DNSReader(bytes)
    guard let id = reader.number(), let flags = reader.number(), let questions = reader.number(),
      let count = reader.number(), reader.number() != nil, reader.number() != nil,
      flags & 0x8000 != 0, query.count > 17, Array(query[..<2]) == pair(id)
    else { return nil }
    let code = Int(flags & 15)
    // Who does not understand the question need not repeat it.
    if questions == 0, code != 0 { return .failed(code) }
    guard questions == 1, reader.repeats(query[12..<(query.count - 11)]) else { return nil }
    if flags & 0x0200 != 0 { return .truncated }
    switch code {
    case 0: break
    case 3: return .records([])
    default: return .failed(code)
    }
    var records: [String] = []
    for _ in 0..<count {
      guard reader.skipName(), let type = reader.number(), let family = reader.number(),
        reader.number() != nil, reader.number() != nil, let length = reader.number(),
        let end = reader.end(of: Int(length))
      else { return nil }
      if type == kind.rawValue, family == 1 {
        guard let record = reader.record(kind, until: end) else { return nil }
        records.append(record)
      }
      reader.position = end
    }
    return .records(records)
  }
}

/// A place in a message; nothing is read beyond its end.
private struct DNSReader {
  private let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func number() -> UInt16? {
    guard position + 2 <= bytes.count else { return nil }
    defer { position += 2 }
    return UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])
  }

  func end(of length: Int) -> Int? {
    position + length <= bytes.count ? position + length : nil
  }

  /// Whether the question comes back as it was asked; servers may change the case of letters.
  mutating func repeats(_ question: ArraySlice<UInt8>) -> Bool {
    guard position + question.count <= bytes.count else { return false }
    defer { position += question.count }
    return zip(question, bytes[position...]).allSatisfy { Self.lower($0) == Self.lower($1) }
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  /// A name ends with its first pointer, wherever that leads.
  mutating func skipName() -> Bool {
    while position < bytes.count {
      let length = Int(bytes[position])
      switch length {
      case 0:
        position += 1
        return true
      case 1...63: position += 1 + length
      case 0xC0...:
        position += 2
        return position <= bytes.count
      default: return false
      }
    }
    return false
  }

  mutating func record(_ kind: DNSMessage.Kind, until end: Int) -> String? {
    switch kind {
    case .address, .address6: return ""
    case .mailExchange:
      guard number() != nil, position <= end else { return nil }
      return name(at: position)
    case .text:
      var text: [UInt8] = []
      while position < end {
        let length = Int(bytes[position])
        guard position + 1 + length <= end else { return nil }
        text += bytes[(position + 1)..<(position + 1 + length)]
        position += 1 + length
      }
      return String(decoding: text, as: UTF8.self)
    }
  }

  /// Follows pointers, which only ever lead back.
  private func name(at start: Int) -> String? {
    var (place, limit) = (start, start)
    var labels: [String] = []
    var size = 0
    while place < bytes.count {
      let length = Int(bytes[place])
      switch length {
      case 0: return labels.isEmpty ? "." : labels.joined(separator: ".")
      case 1...63:
        guard place + 1 + length <= bytes.count else { return nil }
        size += 1 + length
        guard size < 255 else { return nil }
        labels.append(String(decoding: bytes[(place + 1)..<(place + 1 + length)], as: UTF8.self))
        place += 1 + length
      case 0xC0...:
        guard place + 1 < bytes.count else { return nil }
        let target = (length & 0x3F) << 8 | Int(bytes[place + 1])
        guard target < limit else { return nil }
        (place, limit) = (target, target)
      default: return nil
      }
    }
    return nil
  }
}
