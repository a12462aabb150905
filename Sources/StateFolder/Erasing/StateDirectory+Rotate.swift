package import Domain
import FoundationEssentials
package import Store

extension StateDirectory {
  /// Makes a copy in a folder of copies, refreshes the list of the forgotten beside them, and
  /// removes the oldest beyond `keep`; only what has the name and the content of such a copy is
  /// removed.
  package static func rotate(
    _ directory: String, in folder: String, keep: Int, now: Instant
  ) throws -> (copy: String, StoreCheck, removed: Int) {
    try requireStore(directory)
    try StateFormats.refuseNewer(directory)
    let files = FileManager.default
    if !files.fileExists(atPath: folder) {
      do {
        try files.createDirectory(
          atPath: folder, withIntermediateDirectories: false,
          attributes: [.posixPermissions: 0o700])
      } catch {
        throw StoreError.unusable(path: folder, reason: "cannot be made", exitCode: 73)
      }
    }
    let name = now.rfc3339.replacing("-", with: "").replacing(":", with: "")
    let copy = "\(folder)/\(name)"
    let check = try backup(directory, to: copy)
    try ForgottenList(directory).write("\(folder)/\(ForgottenList.name)")
    let copies = try files.contentsOfDirectory(atPath: folder).filter {
      isCopy($0) && files.fileExists(atPath: "\(folder)/\($0)/journal")
    }
    let old = copies.sorted().dropLast(keep)
    for name in old { try files.removeItem(atPath: "\(folder)/\(name)") }
    return (copy, check, old.count)
  }

  /// `20261130T221500.000Z`
  private static func isCopy(_ name: String) -> Bool {
    name.count >= 16 && name.hasSuffix("Z")
      && name.enumerated().allSatisfy { place, letter in
        letter.isASCII
          && (letter.isNumber || place == 8 && letter == "T" || letter == "."
            || letter == "Z")
      }
  }
}
