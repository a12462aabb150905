import MIME
import Testing

/// Short ways to write a mail in a test.
enum MailSource {
  /// With CRLF at the ends of its lines.
  static func bytes(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

  static func message(_ text: String) throws -> MIMEMessage { try MIMEParser.parse(bytes(text)) }

  /// The first field of a header that holds only `field`.
  static func field(_ field: String) throws -> Bytes {
    try #require(try message(field + "\n\n").header.fields.first).value
  }
}

/// Sebastiano Vigna's SplitMix64: equal seeds make equal tests.
struct Random: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(seed) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

  /// Up to `most` bytes; half of the time only such as mean something to a decoder.
  mutating func bytes(_ most: Int) -> [UInt8] {
    let telling = Array("=?_\r\n\t .From 3Daé-;:\"\\%'(".utf8)
    let all = Bool.random(using: &self)
    return (0..<below(most + 1)).map { _ in
      all ? UInt8.random(in: .min ... .max, using: &self) : telling[below(telling.count)]
    }
  }

  /// Up to `most` characters of all writings and planes, without controls and byte order marks.
  mutating func text(_ most: Int) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0x20...0x7E, 0xA0...0x17F, 0x391...0x3C9, 0x4E00...0x4EFF, 0x1F300...0x1F5FF,
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<below(most + 1) {
      let range = ranges[below(ranges.count)]
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) { text.append(scalar) }
    }
    return String(text)
  }
}
