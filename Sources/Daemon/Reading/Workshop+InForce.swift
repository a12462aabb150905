import ConfigReader
package import Domain
import FoundationEssentials
package import Letters
import Planning

extension Workshop {
  /// The programme in force of a state directory, read from the copy kept there; nil without one.
  package static func inForce(_ state: String, now: Instant) -> Programme? {
    let config = state + "/programme/Config"
    guard FileManager.default.fileExists(atPath: config) else { return nil }
    return read(config, now: now).programme
  }

  /// The programme that was in force before `programme`, without reading the same one twice; nil
  /// without one.
  package static func before(
    _ programme: Programme, _ state: String, now: Instant
  ) -> Programme? {
    let config = state + "/programme/Config"
    guard FileManager.default.fileExists(atPath: config) else { return nil }
    let isSame = ConfigReader.fingerprint(directory: config) == programme.fingerprint
    return isSame ? programme : read(config, now: now).programme
  }

  /// Keeps a copy of the files of a programme that was put in force, so that a restart with a
  /// broken edit finds the last good one, and `plan` the difference. Rows of people who were
  /// forgotten are not kept, though the files may still have them.
  ///
  /// Without `people` the roster kept before stays: that of the files waits for its release.
  package static func keep(
    _ config: String, state: String, people: Bool = true, forgotten: Set<String> = [],
    keys: @autoclosure () throws -> SigningKeys
  ) throws {
    let files = FileManager.default
    let fresh = state + "/programme.new"
    let kept = state + "/programme"
    try? files.removeItem(atPath: fresh)
    try files.createDirectory(atPath: fresh, withIntermediateDirectories: true)
    try copy(config, to: fresh + "/Config")
    if !people, files.fileExists(atPath: kept + "/Config/people") {
      try files.removeItem(atPath: fresh + "/Config/people")
      try copy(kept + "/Config/people", to: fresh + "/Config/people")
    }
    let root = root(of: config)
    try copy(root + "/Templates", to: fresh + "/Templates")
    for name in try files.contentsOfDirectory(atPath: root) where name.hasPrefix("logo.") {
      try copy(root + "/" + name, to: fresh + "/" + name)
    }
    if !forgotten.isEmpty {
      let keys = try keys()
      try scrub(forgotten, keys).carryOut(fresh + "/Config/people")
    }
    try? files.removeItem(atPath: kept)
    try files.moveItem(atPath: fresh, toPath: kept)
  }

  /// Knows the forgotten by their hashes alone, so every word that looks like an address is asked about.
  private static func scrub(_ forgotten: Set<String>, _ keys: SigningKeys) -> RosterScrub {
    func isGone(_ word: some StringProtocol) -> Bool {
      let word = word.trimmingCharacters(in: CharacterSet(charactersIn: "<>()[]\"'.,:"))
      return (try? MailAddress(word)).map {
        forgotten.contains(forgottenHash($0.normalized, keys))
      } ?? false
    }
    func words(_ text: String) -> [Substring] {
      text.split { $0.isWhitespace || ",;|<>\"".contains($0) }.filter { $0.contains("@") }
    }
    return RosterScrub(
      fate: { values, bytes in
        if words(values["email", default: ""]).contains(where: { isGone($0) }) { return .goes }
        var text = String(decoding: bytes, as: UTF8.self)
        let gone = words(text).filter { isGone($0) }.map(String.init)
        if gone.isEmpty { return .stays }
        for word in gone { text = text.replacingOccurrences(of: word, with: "") }
        return .becomes(Array(text.utf8))
      },
      isNamed: { words(String(decoding: $0, as: UTF8.self)).contains { isGone($0) } })
  }

  /// Content only: owners and modes stay ours, and the unit's filter refuses to change them.
  private static func copy(_ source: String, to target: String) throws {
    let files = FileManager.default
    var isFolder: Bool = false
    guard files.fileExists(atPath: source, isDirectory: &isFolder) else { return }
    if isFolder {
      try files.createDirectory(atPath: target, withIntermediateDirectories: true)
      for name in try files.contentsOfDirectory(atPath: source) {
        try copy(source + "/" + name, to: target + "/" + name)
      }
    } else {
      try Data(contentsOf: URL(fileURLWithPath: source)).write(
        to: URL(fileURLWithPath: target))
    }
  }
}
