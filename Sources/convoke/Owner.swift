import FoundationEssentials
import Glibc

/// A state is read and written as its owner, or not at all.
enum Owner {
  /// Root becomes the owner of `directory`, for good, before it reads anything there; anybody else
  /// is refused (77) with the line to use instead. Where nothing is there, nothing happens.
  static func become(of directory: String) throws(Failure) {
    var status = stat()
    guard stat(directory, &status) == 0, status.st_uid != geteuid() else { return }
    let owner = status.st_uid
    let entry = getpwuid(owner)
    let name = entry.map { String(cString: $0.pointee.pw_name) }
    guard geteuid() == 0 else {
      let line = OwnArguments.all.map(quoted).joined(separator: " ")
      throw Failure(
        Failure.permission,
        "\(directory): belongs to \(name ?? "#\(owner)"), not to you; "
          + "use: sudo -u \(quoted(name ?? "#\(owner)")) convoke \(line)")
    }
    let group = entry?.pointee.pw_gid ?? status.st_gid
    let isDone =
      (name.map { initgroups($0, group) } ?? setgroups(0, nil)) == 0 && setgid(group) == 0
      && setuid(owner) == 0
    // What was root must not be able to come back.
    guard isDone, geteuid() == owner, owner == 0 || setuid(0) != 0 else {
      throw Failure(
        Failure.permission, "\(directory): cannot become its owner, \(name ?? "#\(owner)")")
    }
  }

  /// A word as a shell reads it.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-_./:=@,+%#".utf8.contains($0)
        }
      }
    return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
  }
}
