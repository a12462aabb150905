package import Domain

/// Reads `Config/` and the `Templates/` beside it into a validated programme.
///
/// Every problem of every file is found in one run. Reading never fails in any other way and never
/// crashes, whatever the files hold.
package enum ConfigReader {
  /// Looks at a programme for problems that other parts know about, such as unknown slots.
  package typealias Check = (Programme) -> [Problem]

  /// The programme, nil when any problem is an error; and the problems by path, line and column.
  ///
  /// - Parameters:
  ///   - directory: the `Config` folder; relative paths in it count from the folder that holds it.
  ///   - now: decides which dates are past.
  ///   - known: what the state knows.
  ///   - checks: run when the network's own file is right, even if others are not.
  ///   - isWhole: every problem is told; else of one kind in one file the first 20 and a count.
  package static func read(
    directory: String, now: Instant, known: KnownFacts = .none, checks: [Check] = [],
    isWhole: Bool = false
  ) -> (programme: Programme?, problems: [Problem]) {
    let reading = reading(
      directory: directory, now: now, known: known, checks: checks, isWhole: isWhole)
    return (reading.programme, reading.problems)
  }

  /// A programme as read, with all there was to say and the files it was made of.
  package struct Reading: Sendable {
    package var programme: Programme?
    package var problems: [Problem]
    package var files: ProgrammeFiles

    package init(
      programme: Programme? = nil, problems: [Problem], files: ProgrammeFiles
    ) {
      self.programme = programme
      self.problems = problems
      self.files = files
    }
  }

  /// As `read`, with what other parts know about single values.
  ///
  /// `shipped`: the folder with the `Templates` that came with the program, of which words and
  /// pages stand in for those that the network's lack. `root`: the folder that relative paths count
  /// from, when the files are a kept copy of those there.
  package static func reading(
    directory: String, now: Instant, known: KnownFacts = .none, checks: [Check] = [],
    looks: ValueChecks = .none, root: String? = nil, shipped: String? = nil, isWhole: Bool = false
  ) -> Reading {
    var tree = DiskReader.read(config: directory)
    let copy = root.map { _ in tree.root }
    if let root { tree.root = root }
    var reader = ProgrammeReader(
      tree: tree, now: now, known: known, findings: Findings(looks: looks, isWhole: isWhole),
      copy: copy, shipped: shipped.map { DiskReader.templates(of: $0) })
    let (programme, problems) = reader.read(checks: checks) { path in
      DiskReader.bytes(path, limit: DiskReader.largestText)
    }
    return Reading(programme: programme, problems: problems, files: reader.files)
  }

  /// The people of a `Config` folder and nothing else; rows that are wrong are left out.
  package static func roster(directory: String) -> Roster {
    let files = DiskReader.read(config: directory).files(in: "Config/people", extension: "csv")
    return RosterReader(findings: Findings()).read(files).roster
  }

  /// What the rows of one file are as people, and how often anything was looked at for that: what
  /// must not grow faster than the rows do.
  package static func unite(csv bytes: [UInt8]) -> (roster: Roster, looks: Int) {
    let file = SourceFile(path: "Config/people/people.csv", bytes: bytes)
    let result = RosterReader(findings: Findings()).read([file])
    return (result.roster, result.looks)
  }

  /// `[store] directory` of `convoke.toml`, and nothing else of the files, for a command that must
  /// be quick and work while the rest of them is wrong. As written; nil where it is not set.
  ///
  /// Throws when the file cannot be read: where the state is then, nobody knows.
  package static func storeDirectory(config directory: String) throws(UnreadableConfig) -> String? {
    let path = directory + "/convoke.toml"
    switch DiskReader.bytes(path, limit: DiskReader.largestText) {
    case .failure(.absent): throw UnreadableConfig(description: "\(path): is not there")
    case .failure(.unreadable(let why)): throw UnreadableConfig(description: "\(path): \(why)")
    case .success(let bytes):
      do {
        guard case .table(let store) = try TOMLParser.parse(bytes).entry("store")?.node.value,
          case .string(let text) = store.entry("directory")?.node.value
        else { return nil }
        return text
      } catch {
        throw UnreadableConfig(description: "\(path): \(error.text)")
      }
    }
  }

  /// Where a key of a table stands in `convoke.toml`, such as `web.listen`; of a key that is not
  /// there the beginning of the file.
  package static func place(of key: String, config directory: String) -> (line: Int, column: Int) {
    let parts = key.split(separator: ".").map(String.init)
    guard parts.count == 2,
      case .success(let bytes) = DiskReader.bytes(
        directory + "/convoke.toml", limit: DiskReader.largestText),
      let root = try? TOMLParser.parse(bytes),
      case .table(let table) = root.entry(parts[0])?.node.value, let entry = table.entry(parts[1])
    else { return (1, 1) }
    return (entry.keyPlace.line, entry.keyPlace.column)
  }

  package struct UnreadableConfig: Error, CustomStringConvertible {
    package var description: String
  }

  /// A zone of the system's database, `/usr/share/zoneinfo`; nil for what it does not have.
  package static func loadZone(_ name: String) -> Zone? { ZoneFiles.load(name) }
}
