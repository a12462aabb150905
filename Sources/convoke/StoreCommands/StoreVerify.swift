import ArgumentParser
import JSONLines
import StateFolder
import Store

struct StoreVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Read every line of journal and snapshots; exit 65 when one is damaged, 1 without good keys.")

  @OptionGroup var place: NetworkLocation
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    guard let directory = try place.storeToRead() else {
      return json ? Terminal.out(json: Array("{}".utf8)) : ()
    }
    let keys = StateDirectory.keyTrouble(directory)
    let check = try Failure.naming {
      try StateDirectory.retrying { try StoreFiles(directory: directory).verify() }
    }
    if json {
      Terminal.out(json: Self.object(check, keys, directory))
    } else {
      for problem in check.problems { Terminal.problem(problem.description) }
      Terminal.out(
        "\(directory): \(check.entries) entries up to \(check.lastSeq) in \(check.segments) "
          + "segments, \(check.snapshots) snapshots, \(check.quarantined) files in quarantine: "
          + Self.verdict(check))
      if let keys { Terminal.problem(keys.description) }
    }
    if !check.isSound { throw ExitCode(65) }
    if keys != nil { throw ExitCode(Failure.problems) }
  }

  private static func verdict(_ check: StoreCheck) -> String {
    if check.problems.isEmpty { return "sound" }
    return check.isSound
      ? "sound but for a torn end, which the next start sets aside"
      : "damaged; restore a backup, or set the lines aside with convoke store repair"
  }

  private static func object(
    _ check: StoreCheck, _ keys: StoreError?, _ directory: String
  ) -> [UInt8] {
    var json = JSONObjectWriter()
    json.add("directory", directory)
    json.add("sound", check.isSound && keys == nil)
    json.add("keys", ifPresent: keys?.description)
    json.add("entries", check.entries)
    json.add("last_seq", check.lastSeq)
    json.add("segments", check.segments)
    json.add("snapshots", check.snapshots)
    json.add("quarantined", check.quarantined)
    json.add("bytes", check.bytes)
    json.add(
      "problems",
      rawList: check.problems.map { problem in
        var json = JSONObjectWriter()
        json.add("file", problem.file)
        json.add("line", problem.line)
        json.add("byte", problem.byte)
        json.add("reason", problem.reason)
        json.add("torn", problem.isTorn)
        return json.finish()
      })
    return json.finish()
  }
}
