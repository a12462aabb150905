import Daemon
import Domain
import FoundationEssentials
import Glibc
import StateFolder

/// A network's first files: written beside their place, checked there, and moved in when they are
/// good, so that nothing half done is ever left.
struct NewNetwork {
  let target: String
  let shipped: String
  let answers: NetworkAnswers
  let withSample: Bool
  let today: Instant

  /// Who alone is mailed at first.
  var sender: String { NetworkAnswers.address(of: answers.from)?.description ?? "" }

  /// - Returns: what the check warns of.
  func write() throws -> [String] {
    let files = FileManager.default
    let draft = "\(target)/.convoke-init-\(getpid())"
    let isNew = !files.fileExists(atPath: target)
    var isMade = false
    // An empty folder of ours would be half a network.
    defer { if isNew, !isMade { rmdir(target) } }
    do {
      try files.createDirectory(atPath: draft, withIntermediateDirectories: true)
      defer { try? files.removeItem(atPath: draft) }
      try fill(draft)
      let (programme, problems) = ProgrammeLoader.read(draft + "/Config", now: today)
      let lines = problems.map { $0.description.replacing(draft + "/", with: "") }
      guard programme != nil else {
        for line in lines { Terminal.problem(line) }
        throw Failure(Failure.usage, "these answers do not make a network; nothing was written")
      }
      try share(draft)
      for name in ["Templates", "Config"] {
        try files.moveItem(atPath: "\(draft)/\(name)", toPath: "\(target)/\(name)")
      }
      isMade = true
      return lines
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(
        Failure.cannotCreate,
        "\(target): cannot be written (\(String(cString: strerror(errno)))); nothing is there yet")
    }
  }

  private func fill(_ draft: String) throws {
    let files = FileManager.default
    try files.copyItem(atPath: shipped + "/Templates", toPath: draft + "/Templates")
    let config = draft + "/Config"
    for folder in ["", "/events", "/people", "/newsletters"] {
      try files.createDirectory(atPath: config + folder, withIntermediateDirectories: true)
    }
    try files.copyItem(atPath: shipped + "/Config/playbooks", toPath: config + "/playbooks")
    let sample = try String(contentsOfFile: shipped + "/Config/convoke.toml", encoding: .utf8)
    try save(NetworkFile.text(sample: sample, answers), config + "/convoke.toml")
    guard withSample else {
      try save(firstPerson, config + "/people/people.csv")
      return
    }
    for folder in ["events", "newsletters", "people"] {
      let names = try files.contentsOfDirectory(atPath: "\(shipped)/Config/\(folder)").sorted()
      for (index, name) in names.enumerated() {
        var text = try String(
          contentsOfFile: "\(shipped)/Config/\(folder)/\(name)", encoding: .utf8)
        switch folder {
        case "events": text = SampleDates.move(text, firstTo: 28 + 7 * index, today: today)
        // The languages of a newsletter are files of one moment.
        case "newsletters": text = SampleDates.move(text, firstTo: 14, today: today)
        default: break
        }
        try save(text, "\(config)/\(folder)/\(name)")
      }
    }
  }

  /// The sender, so that there is somebody to try a first invitation on.
  private var firstPerson: String {
    let name = answers.name.replacing("\"", with: "\"\"")
    return """
      id,email,name,organisation,language,tags
      1,\(sender),,"\(name)",\(answers.language),partner

      """
  }

  private func save(_ text: String, _ path: String) throws {
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  /// People's addresses are nobody else's business: readable for the folder's own group at most,
  /// which is the daemon's where a package made the folder.
  private func share(_ draft: String) throws {
    var folder = stat()
    stat(target, &folder)
    let files = FileManager.default
    for name in [""] + (try files.subpathsOfDirectory(atPath: draft)) {
      let path = name.isEmpty ? draft : "\(draft)/\(name)"
      var isFolder = false
      _ = files.fileExists(atPath: path, isDirectory: &isFolder)
      if geteuid() == 0 { chown(path, geteuid(), folder.st_gid) }
      chmod(path, isFolder ? 0o750 : 0o640)
    }
  }
}
