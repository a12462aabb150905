import Domain
import FoundationEssentials
import Glibc

/// Reads the folders of a configuration into a `SourceTree`; only regular files, up to a size.
struct DiskReader {
  private(set) var tree: SourceTree

  /// The largest file of a kind, in bytes.
  static let largestText = 1 << 20
  static let largestRoster = 64 << 20

  /// Reads `Config/` and the `Templates/` beside it.
  static func read(config directory: String) -> SourceTree {
    var folder = directory
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    var reader = DiskReader(tree: SourceTree(root: parent(of: folder), files: [:]))
    // A folder by another name is shown as Config too: its role, and one set of paths in messages.
    reader.readConfig(folder: folder)
    reader.readTemplates(folder: reader.tree.resolve("Templates"))
    return reader.tree
  }

  /// Reads `Templates/` in a folder, and nothing else of it.
  static func templates(of folder: String) -> SourceTree {
    var reader = DiskReader(tree: SourceTree(root: folder, files: [:]))
    reader.readTemplates(folder: "\(folder)/Templates")
    return reader.tree
  }

  private static func parent(of folder: String) -> String {
    let slash = folder.lastIndex(of: "/")
    let name = slash.map { folder[folder.index(after: $0)...] } ?? folder[...]
    if name == "." || name == ".." { return "\(folder)/.." }
    guard let slash else { return "." }
    return slash == folder.startIndex ? "/" : String(folder[..<slash])
  }

  private mutating func readConfig(folder: String) {
    add("\(folder)/convoke.toml", as: "Config/convoke.toml")
    let parts = [
      ("events", "toml"), ("playbooks", "toml"), ("newsletters", "md"), ("people", "csv"),
    ]
    lookForMisnamed(folder, as: "Config", known: parts.map(\.0))
    for (part, ending) in parts {
      add(folder: "\(folder)/\(part)", as: "Config/\(part)", endings: [ending])
    }
  }

  private mutating func readTemplates(folder: String) {
    add(folder: folder, as: "Templates", endings: ["html", "txt"])
    add(folder: "\(folder)/web", as: "Templates/web", endings: ["html"])
    for language in entries(folder, as: "Templates") where LanguageTag.isValid(language) {
      let path = "\(folder)/\(language)"
      add(folder: path, as: "Templates/\(language)", endings: ["md", "toml"])
      for kind in entries(path, as: "Templates/\(language)")
      where Name.isValid(kind) && isFolder("\(path)/\(kind)") {
        add(folder: "\(path)/\(kind)", as: "Templates/\(language)/\(kind)", endings: ["md"])
      }
    }
  }

  private mutating func add(folder: String, as shown: String, endings: [String]) {
    for name in entries(folder, as: shown) {
      if endings.contains(where: { name.hasSuffix(".\($0)") }) {
        add("\(folder)/\(name)", as: "\(shown)/\(name)")
      } else if let dot = name.lastIndex(of: "."), !name.hasSuffix("~"),
        let near = Suggestion.nearest(to: String(name[name.index(after: dot)...]), among: endings)
      {
        tree.problems.append(
          Problem(path: "\(shown)/\(name)", text: "is not read; did you mean '.\(near)'?"))
      }
    }
  }

  /// A folder by a nearly right name would be passed over in silence.
  private mutating func lookForMisnamed(_ folder: String, as shown: String, known: [String]) {
    for name in entries(folder, as: shown)
    where !known.contains(name) && isFolder("\(folder)/\(name)") {
      guard let near = Suggestion.nearest(to: name, among: known) else { continue }
      tree.problems.append(
        Problem(path: "\(shown)/\(name)", text: "is not read; did you mean '\(near)'?"))
    }
  }

  private mutating func entries(_ folder: String, as shown: String) -> [String] {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      return names.filter { !$0.hasPrefix(".") && !$0.hasPrefix("#") }.sorted()
    } catch {
      if isFolder(folder) {
        tree.problems.append(Problem(path: shown, text: "the folder cannot be read"))
      }
      return []
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private mutating func add(_ path: String, as shown: String) {
    let limit = path.hasSuffix(".csv") ? DiskReader.largestRoster : DiskReader.largestText
    switch DiskReader.bytes(path, limit: limit) {
    case .success(let bytes): tree.files[shown] = bytes
    case .failure(.absent): break
    case .failure(.unreadable(let why)):
      tree.problems.append(Problem(path: shown, text: why))
    }
  }

  enum Failure: Error {
    case absent
    case unreadable(String)
  }

  /// The content of a regular file; never blocks on a pipe or a device.
  static func bytes(_ path: String, limit: Int) -> Result<[UInt8], Failure> {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      return .failure(
        code == ENOENT || code == ENOTDIR
          ? .absent : .unreadable("cannot be read: \(String(cString: strerror(code)))"))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return .failure(.unreadable("is not a file"))
    }
    guard status.st_size <= limit else {
      return .failure(.unreadable("is larger than \(limit >> 20) MB"))
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        return .failure(.unreadable("cannot be read: \(String(cString: strerror(errno)))"))
      }
      if count == 0 { return .success(bytes) }
      bytes += chunk[..<count]
      guard bytes.count <= limit else {
        return .failure(.unreadable("is larger than \(limit >> 20) MB"))
      }
    }
  }
}
