import ConfigReader
import Domain
import Foundation
import Testing

/// Whatever the files hold: no crash, and never a programme from a file that is wrong.
@Suite struct HostileInputTests {
  /// Small, fast and the same on every machine (SplitMix64).
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let files = [
    "Config/convoke.toml", "Config/events/spring.toml", "Config/events/circle.toml",
    "Config/playbooks/gathering.toml", "Config/people/members.csv", "Config/people/others.csv",
    "Config/newsletters/winter.nl.md", "Templates/nl/gathering/reminder.md",
    "Templates/nl/words.toml",
  ]

  private static let pieces: [[UInt8]] = [
    [0], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], Array("\r".utf8), Array("\"".utf8),
    Array("'''".utf8), Array("\"\"\"".utf8), Array("[[".utf8), Array("]".utf8), Array("{".utf8),
    Array("}".utf8), Array("=".utf8), Array("#".utf8), Array("+++\n".utf8), Array("\\u0000".utf8),
    Array("\\UFFFFFFFF".utf8), Array("9999999999999999999999".utf8), Array("-0".utf8),
    Array("9999-12-31T23:59:59".utf8), Array("0001-01-01T00:00:00".utf8), Array("-100000w".utf8),
    Array("+100000w sun 23:59".utf8), Array("((((".utf8), Array("not ".utf8), Array("1e999".utf8),
    Array("nan".utf8), Array("a.b.c.d".utf8), Array(";".utf8), Array(",".utf8), Array("\n".utf8),
  ]

  private func mutate(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let at = Int.random(in: 0...bytes.count, using: &random)
      let length = min(Int.random(in: 0...12, using: &random), bytes.count - at)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: at)
      case 1: bytes.removeSubrange(at..<at + length)
      case 2: bytes.insert(contentsOf: bytes[at..<at + length], at: at)
      case 3:
        for index in at..<at + min(length, 2) {
          bytes[index] = .random(in: 0...255, using: &random)
        }
      default:
        let piece = Self.pieces.randomElement(using: &random) ?? []
        bytes.replaceSubrange(at..<at + length, with: piece)
      }
    }
    return bytes
  }

  @Test(arguments: 0..<6)
  func `mutated files never crash and errors refuse`(seed: Int) throws {
    var random = Random(state: UInt64(seed))
    let folder = try Folder()
    for round in 0..<350 {
      let file = Self.files[round % Self.files.count]
      let original = Array(try folder.text(file).utf8)
      try folder.write(file, bytes: mutate(original, &random))
      let (programme, problems) = folder.read()
      try folder.write(file, bytes: original)
      let hasErrors = problems.contains { $0.severity == .error }
      let areClean = problems.allSatisfy { problem in
        problem.line >= 1 && problem.column >= 1 && problem.text.utf8.allSatisfy { $0 >= 0x20 }
      }
      if (programme == nil) != hasErrors || !areClean {
        Issue.record("seed \(seed), round \(round), \(file): \(problems)")
      }
    }
  }

  @Test(arguments: [
    String(repeating: "[", count: 200_000), "a = " + String(repeating: "[", count: 200_000),
    "a = " + String(repeating: "{a=", count: 100_000),
    String(repeating: "a.", count: 100_000) + "b = 1",
    "[" + String(repeating: "a . ", count: 100_000) + "b]",
    String(repeating: "\"a\".", count: 100_000) + "b = 1",
    "x = {" + String(repeating: "'a'.", count: 100_000) + "b = 1}",
    String(repeating: "a = \"", count: 100_000), String(repeating: "\"", count: 300_000),
    String(repeating: "é.", count: 100_000) + "b = 1", String(repeating: "\\", count: 300_000),
    String(repeating: "a=1\n", count: 100_000), String(repeating: "[[question]]\n", count: 20_000),
    "audience = '" + String(repeating: "(", count: 100_000) + "'",
  ])
  func `deep and long files are refused in a thread's stack`(text: String) async throws {
    let folder = try Folder()
    try folder.write("Config/events/spring.toml", text)
    #expect(folder.read().programme == nil)
  }

  @Test func `a large file of nothing is refused without reading it`() throws {
    let folder = try Folder()
    let path = "\(folder.path)/Config/people/huge.csv"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 100 << 20)
    try handle.close()
    #expect(
      folder.problems() == ["Config/people/huge.csv:1:1: error: is larger than 64 MB"])
  }
}
