import Domain
import Templating

/// All files that a programme is made of, as bytes, by the path that messages show.
struct SourceTree {
  /// The folder that holds `Config/`, absolute or as given; relative paths count from it.
  var root: String
  var files: [String: [UInt8]]
  /// Files that are there and could not be read.
  var problems: [Problem] = []

  /// `path` as it is, or counted from the root.
  func resolve(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    return root.hasSuffix("/") ? root + relative : "\(root)/\(relative)"
  }

  func file(_ path: String) -> SourceFile? {
    files[path].map { SourceFile(path: path, bytes: $0) }
  }

  /// The files directly in a folder with an extension, by name.
  func files(in folder: String, extension ending: String) -> [SourceFile] {
    let prefix = "\(folder)/"
    return files.keys.filter {
      $0.hasPrefix(prefix) && $0.hasSuffix(".\(ending)")
        && !$0.dropFirst(prefix.count).contains("/")
    }.sorted().compactMap(file)
  }

  /// Equal content, equal fingerprint: 128-bit FNV-1a over every path and all bytes, in hex.
  var fingerprint: String {
    var hash = FNV1a<UInt128>()
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      hash.add("\(path)\0\(bytes.count)\0".utf8)
      hash.add(bytes)
    }
    return hash.hex
  }
}
