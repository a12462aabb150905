/// Reads the zone files of the system: TZif versions 1 to 4 (RFC 8536, RFC 9636).
struct TZifReader {
  private let bytes: [UInt8]
  private var offset = 0

  static func read(_ bytes: [UInt8]) throws(ZoneProblem) -> ZoneTable {
    var reader = TZifReader(bytes: bytes)
    let first = try reader.header()
    guard first.version >= 2 else {
      let block = try reader.block(first, timeSize: 4)
      return ZoneTable(kinds: block.kinds, changes: block.changes)
    }
    try reader.skip(first.size(timeSize: 4))
    let second = try reader.header()
    var block = try reader.block(second, timeSize: 8)
    if let rule = try reader.footer() { rule.extend(&block.kinds, &block.changes) }
    return ZoneTable(kinds: block.kinds, changes: block.changes)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private struct Header {
    var version: Int
    var utcIndicators: Int
    var standardIndicators: Int
    var leaps: Int
    var times: Int
    var kinds: Int
    var characters: Int

    func size(timeSize: Int) -> Int {
      times * (timeSize + 1) + kinds * 6 + characters + leaps * (timeSize + 4)
        + standardIndicators + utcIndicators
    }
  }

  private mutating func header() throws(ZoneProblem) -> Header {
    guard try take(4).elementsEqual("TZif".utf8) else { throw ZoneProblem(text: "not a zone file") }
    let version = try take(1).first ?? 0
    try skip(15)
    let counts = [
      try integer(4), try integer(4), try integer(4), try integer(4), try integer(4),
      try integer(4),
    ]
    guard counts.allSatisfy({ (0...1_000_000).contains($0) }) else { throw damaged }
    let header = Header(
      version: version == 0 ? 1 : Int(version) - 48, utcIndicators: Int(counts[0]),
      standardIndicators: Int(counts[1]), leaps: Int(counts[2]), times: Int(counts[3]),
      kinds: Int(counts[4]), characters: Int(counts[5]))
    guard header.leaps == 0 else { throw ZoneProblem(text: "a zone that counts leap seconds") }
    return header
  }

  private mutating func block(
    _ header: Header, timeSize: Int
  ) throws(ZoneProblem) -> (
    kinds: [ZoneTable.Kind], changes: [ZoneTable.Change]
  ) {
    // A kind is named by one byte.
    guard (1...256).contains(header.kinds) else { throw damaged }
    var times: [Int64] = []
    for _ in 0..<header.times { times.append(try integer(timeSize)) }
    let indices = try take(header.times).map(Int.init)
    var raw: [(offset: Int, isDST: Bool, name: Int)] = []
    for _ in 0..<header.kinds {
      let offset = Int(try integer(4))
      let rest = Array(try take(2))
      raw.append((offset, rest[0] != 0, Int(rest[1])))
    }
    let names = Array(try take(header.characters))
    try skip(header.standardIndicators + header.utcIndicators)

    guard indices.allSatisfy({ $0 < header.kinds }), zip(times, times.dropFirst()).allSatisfy(<),
      raw.allSatisfy({ abs($0.offset) < 86_400 && $0.name < names.count })
    else { throw damaged }
    let kinds = raw.map {
      ZoneTable.Kind(
        offset: $0.offset, isDST: $0.isDST,
        abbreviation: String(
          decoding: names[$0.name...].prefix { $0 != 0 }, as: UTF8.self))
    }
    return (kinds, zip(times, indices).map { ZoneTable.Change(at: $0, kind: $1) })
  }

  /// The rule between two line feeds at the end; nil when it is empty.
  private mutating func footer() throws(ZoneProblem) -> ZoneRule? {
    guard try take(1).first == 10, let end = bytes[offset...].firstIndex(of: 10) else {
      throw damaged
    }
    guard end > offset else { return nil }
    let text = String(decoding: bytes[offset..<end], as: UTF8.self)
    guard let rule = ZoneRule(parsing: text) else {
      throw ZoneProblem(text: "a zone with the unreadable rule '\(text)'")
    }
    return rule
  }

  private mutating func take(_ count: Int) throws(ZoneProblem) -> ArraySlice<UInt8> {
    guard count <= bytes.count - offset else { throw damaged }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  private mutating func skip(_ count: Int) throws(ZoneProblem) { _ = try take(count) }

  /// Big-endian two's complement.
  private mutating func integer(_ size: Int) throws(ZoneProblem) -> Int64 {
    let slice = try take(size)
    let negative = (slice.first ?? 0) & 0x80 != 0
    return slice.reduce(negative ? -1 : 0) { $0 << 8 | Int64($1) }
  }

  private var damaged: ZoneProblem { ZoneProblem(text: "a damaged zone file") }
}
