import Domain
import Foundation
import Testing

@Suite struct ZoneFileTests {
  @Test(.timeLimit(.minutes(3)))
  func `all zones of the system agree with Python from 1996 to 2037`() throws {
    let from = try utc("1996-01-01")
    let to = try utc("2038-01-01")
    var lines: [String] = []
    let names = try SystemZones.names()
    #expect(names.count > 400)
    for name in names {
      let zone = try SystemZones.zone(name)
      var moments = zone.transitions(from: from, to: to).flatMap {
        [$0.at.adding(seconds: -1), $0.at]
      }
      moments += stride(from: from.seconds, to: to.seconds, by: 11 * 86_400).map {
        Instant(seconds: $0)
      }
      for moment in moments {
        let fields = ["\(moment.seconds)", "\(zone.offset(at: moment))"]
        lines.append(([name] + fields + [zone.abbreviation(at: moment)]).joined(separator: "\t"))
      }
    }
    #expect(try pythonDisagrees(with: lines) == [])
  }

  /// The lines that Python's own reader of the same files contradicts, at most ten.
  private func pythonDisagrees(with lines: [String]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "readings.tsv")
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    let script = """
      import sys, zoneinfo, datetime
      zoneinfo.reset_tzpath(["\(SystemZones.folder)"])
      bad = []
      for line in open(sys.argv[1]):
        name, at, offset, abbreviation = line.rstrip("\\n").split("\\t")
        local = datetime.datetime.fromtimestamp(int(at), zoneinfo.ZoneInfo(name))
        if int(local.utcoffset().total_seconds()) != int(offset) or local.tzname() != abbreviation:
          bad.append(f"{line.strip()} but {local.isoformat()} {local.tzname()}")
      print("\\n".join(bad[:10]))
      print("checked")
      """
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = ["python3", "-c", script, file.path]
    let output = Pipe()
    python.standardOutput = output
    try python.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)
    var found = text.split(separator: "\n").map(String.init)
    #expect(found.popLast() == "checked")
    return found
  }

  @Test func `every damage is refused or read, and nothing crashes`() throws {
    let whole = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: "\(SystemZones.folder)/America/Santiago")))
    for length in stride(from: 0, to: whole.count, by: 3) {
      #expect(throws: ZoneProblem.self) {
        try Zone(name: "short", tzif: Array(whole[..<length]))
      }
    }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      guard let zone = try? Zone(name: "damaged", tzif: bytes) else { continue }
      _ = zone.local(Instant(seconds: .random(in: -5_000_000_000...9_000_000_000, using: &random)))
    }
  }

  @Test func `a zone that counts leap seconds is refused`() throws {
    let path = "\(SystemZones.folder)/right/Europe/Amsterdam"
    guard FileManager.default.fileExists(atPath: path) else { return }
    #expect(throws: ZoneProblem(text: "a zone that counts leap seconds")) {
      try SystemZones.zone("right/Europe/Amsterdam")
    }
  }

  @Test func `what is not a zone file is refused`() {
    #expect(throws: ZoneProblem(text: "not a zone file")) {
      try Zone(name: "x", tzif: Array("[network]\nname = 1\n".utf8))
    }
  }

  @Test(arguments: [
    // Week 1 and 5, a time past midnight and a negative one, names in brackets, Julian days.
    ("EST5EDT,M3.2.0,M11.1.0", "2027-03-14T07:00", -14_400),
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2027-03-28T01:00", -3600),
    ("IST-2IDT,M3.4.4/26,M10.5.0", "2027-03-26T00:00", 10_800),
    ("AAA0BBB-1,J60/0,J300/0", "2028-03-01T00:00", 3600),
    ("AAA0BBB-1,59/0,300/0", "2028-02-29T00:00", 3600),
    ("<+0330>-3:30", "2027-03-01T00:00", 12_600),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2027-10-31T01:00", 0),
  ])
  func `the rule at the end of a file is followed`(
    rule: String, change: String, offset: Int
  ) throws {
    let zone = try Zone(name: rule, tzif: file(rule: rule))
    let at = try utc(change)
    #expect(zone.offset(at: at) == offset)
    if rule.contains(",") { #expect(zone.offset(at: at.adding(seconds: -1)) != offset) }
  }

  @Test(arguments: [
    "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-25", "<CET-1",
    "CET-1CEST,M3.5.0,M10.5.0/3,", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,J0,J5",
    "CET-1CEST,M3.5.0/168,M10.5.0",
  ])
  func `an unreadable rule refuses the file`(rule: String) {
    #expect(throws: ZoneProblem.self) { try Zone(name: rule, tzif: file(rule: rule)) }
  }

  /// The smallest version 2 file: no changes, one kind, a rule.
  private func file(rule: String) -> [UInt8] {
    func header(kinds: UInt8, characters: UInt8) -> [UInt8] {
      let counts: [UInt8] = [0, 0, 0, 0, kinds, characters]
      return Array("TZif2".utf8) + Array(repeating: 0, count: 15)
        + counts.flatMap { [0, 0, 0, $0] }
    }
    let block: [UInt8] = [0, 0, 0, 0, 0, 0] + Array("LMT\0".utf8)
    return header(kinds: 1, characters: 4) + block + header(kinds: 1, characters: 4) + block
      + Array("\n\(rule)\n".utf8)
  }
}
