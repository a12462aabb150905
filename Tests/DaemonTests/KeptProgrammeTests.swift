import StateFolder
import Store
import StoreTesting
import Testing

/// The copy of what is in force, on a disk that fails at each call and on one that loses its power
/// there.
@Suite struct KeptProgrammeTests {
  private let state = "state"

  private func content(_ mark: String) -> [String: [UInt8]] {
    [
      "Config/convoke.toml": Array("# \(mark)\n".utf8),
      "Config/people/a.csv": Array("email\n\(mark)@b.example\n".utf8),
      "Config/events/\(mark).toml": Array(repeating: 0x23, count: 2000),
      "Templates/nl/invitation.md": Array("the same".utf8), "logo.svg": [0, 1, 2],
    ]
  }

  private func keep(
    _ mark: String, over inForce: String?, on disk: SimulatedDisk, as name: String? = nil
  ) throws {
    try KeptProgramme(state: state, disk: disk).keep(
      ProgrammeLoader.files(content(mark), fingerprint: mark), as: name ?? mark, inForce: inForce,
      keepingPeople: name != nil)
  }

  private func text(_ disk: SimulatedDisk, _ path: String) -> String? {
    disk.content(path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether the copy of `mark` is whole.
  private func isWhole(_ disk: SimulatedDisk, _ mark: String) -> Bool {
    guard let folder = KeptProgramme(state: state, disk: disk).folder(of: mark) else {
      return false
    }
    let known = disk.paths.filter {
      $0.hasPrefix(folder + "/") && !$0.hasSuffix("/fingerprint") && !$0.hasSuffix("/format")
    }
    let wanted = content(mark)
    return Set(known) == Set(wanted.keys.map { "\(folder)/\($0)" })
      && wanted.allSatisfy { disk.content("\(folder)/\($0)") == $1 }
  }

  /// A disk on which "old" is in force after "older" was.
  private func disk() throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    try keep("older", over: nil, on: disk)
    try keep("old", over: "older", on: disk)
    try KeptProgramme(state: state, disk: disk).retire(but: "old")
    return disk
  }

  @Test func `one is in force, and the other holds no people`() throws {
    let disk = try disk()
    #expect(isWhole(disk, "old") && !isWhole(disk, "older"))
    #expect(disk.paths.filter { $0.contains("/people/") }.count == 1)
  }

  @Test func `whatever call of a copy fails, what was in force is there`() throws {
    let whole = try disk()
    let first = whole.calls
    try keep("new", over: "old", on: whole)
    let calls = whole.calls - first
    #expect(calls > 10)
    for call in 0..<calls {
      for isPersistent in [true, false] {
        let disk = try disk()
        disk.fail(.init(call: disk.calls + call, code: 28, isPersistent: isPersistent))
        #expect(throws: DiskError.self) {
          try keep("new", over: "old", on: disk)
        }
        disk.fail(nil)
        #expect(isWhole(disk, "old"), "call \(call)")
        // Mended, the next one is whole.
        try keep("new", over: "old", on: disk)
        #expect(isWhole(disk.afterCrash(.nothing), "new") && isWhole(disk, "old"), "call \(call)")
      }
    }
  }

  @Test func `wherever the power goes, a copy that has its mark is whole`() throws {
    let whole = try disk()
    let first = whole.calls
    try keep("new", over: "old", on: whole)
    for call in 0...(whole.calls - first) {
      for seed in 0..<6 as Range<UInt64> {
        let disk = try disk()
        disk.losePower(atCall: disk.calls + call)
        try? keep("new", over: "old", on: disk)
        let after = disk.afterCrash(seed == 0 ? .nothing : .coin(seed: seed))
        #expect(isWhole(after, "old"), "call \(call), seed \(seed)")
        let isMarked = KeptProgramme(state: state, disk: after).folder(of: "new") != nil
        #expect(!isMarked || isWhole(after, "new"), "call \(call), seed \(seed)")
      }
    }
  }

  @Test func `the people in force are kept while those of the files wait`() throws {
    let disk = try disk()
    let kept = KeptProgramme(state: state, disk: disk)
    try keep("new", over: "old", on: disk, as: "new+roster")
    try kept.retire(but: "new+roster")
    let folder = try #require(kept.folder(of: "new+roster"))
    #expect(text(disk, "\(folder)/Config/people/a.csv") == "email\nold@b.example\n")
    #expect(text(disk, "\(folder)/Config/convoke.toml") == "# new\n")
    #expect(kept.folder(of: "old") == nil)
  }

  @Test func `a copy from before there were marks counts until another is in force`() throws {
    let disk = SimulatedDisk()
    let kept = KeptProgramme(state: state, disk: disk)
    for folder in ["state", "state/programme", "state/programme/Config"] {
      try disk.makeDirectory(folder)
    }
    disk.setContent("state/programme/Config/convoke.toml", [0x23])
    #expect(kept.folder(of: "old") == "state/programme")
    try keep("new", over: "old", on: disk)
    #expect(kept.folder(of: "old") == "state/programme" && isWhole(disk, "new"))
    try kept.retire(but: "new")
    #expect(kept.folder(of: "old") == nil && isWhole(disk, "new"))
  }
}
