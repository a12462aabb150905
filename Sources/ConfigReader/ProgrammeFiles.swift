/// The files of a programme as they were read and checked: to be kept byte for byte, so that what
/// is kept is what was checked, whatever happens to the files meanwhile.
package struct ProgrammeFiles: Sendable {
  /// By the path that messages show, or as the configuration names them.
  package var files: [String: [UInt8]]
  /// Equal content, equal fingerprint.
  package var fingerprint: String

  package init(files: [String: [UInt8]], fingerprint: String) {
    self.files = files
    self.fingerprint = fingerprint
  }

  /// Where a copy has a file: as it is named, unless that leads out of the copy.
  package static func place(of path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isInside = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    if isInside { return path }
    let name = path.unicodeScalars.reduce(into: "") { name, scalar in
      switch scalar {
      case "/": name += "%2F"
      case "%": name += "%25"
      default: name.unicodeScalars.append(scalar)
      }
    }
    return "elsewhere/" + name
  }
}
