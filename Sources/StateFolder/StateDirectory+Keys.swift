import FoundationEssentials
package import Letters
package import Store

extension StateDirectory {
  /// The signing keys of a state directory. Without them, or where they cannot be read, nothing is
  /// made in their place: this throws with exit code 78 and the way out.
  package static func keys(_ directory: String) throws(StoreError) -> SigningKeys {
    let path = directory + "/keys.json"
    guard let keys = try KeyFile.read(path) else { throw KeyFile.refusal(path, "is not there") }
    return keys
  }

  /// As `keys`; a new, empty store is given keys (0600). The caller has the lock, or the folder is
  /// its own.
  package static func makeKeys(_ directory: String) throws(StoreError) -> SigningKeys {
    let path = directory + "/keys.json"
    if let keys = try KeyFile.read(path) { return keys }
    guard !hasEntries(directory) else {
      throw KeyFile.refusal(path, "is not there, though the store has entries")
    }
    try StoreLock.makeDirectory(directory)
    try KeyFile.make((0..<32).map { _ in UInt8.random(in: .min ... .max) }, path: path)
    return try keys(directory)
  }

  /// Why a store with entries has no keys to go on with; nil when all is well.
  package static func keyTrouble(_ directory: String) -> StoreError? {
    do {
      if try KeyFile.read(directory + "/keys.json") == nil, hasEntries(directory) {
        return KeyFile.refusal(directory + "/keys.json", "is not there")
      }
      return nil
    } catch {
      return error
    }
  }

  /// Whether anything of a store stands in a folder, be it damaged.
  package static func hasStore(_ directory: String) -> Bool {
    let files = FileManager.default
    return ["journal", "snapshot", "head.json"].contains {
      files.fileExists(atPath: "\(directory)/\($0)")
    }
  }

  /// A folder for the journal alone is no entry: a crash may have left it.
  private static func hasEntries(_ directory: String) -> Bool {
    let files = FileManager.default
    return files.fileExists(atPath: directory + "/head.json")
      || ["journal", "snapshot"].contains { folder in
        let names = (try? files.contentsOfDirectory(atPath: "\(directory)/\(folder)")) ?? []
        return names.contains { $0.hasSuffix(".jsonl") }
      }
  }
}
