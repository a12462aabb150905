import CDispatch
import FoundationEssentials
import Glibc
package import StateFolder

/// The mail that was set aside for a look. A flood must not fill the disk: beyond a number or size
/// the oldest goes.
package struct KeptMail: Sendable {
  static let most = 1000
  static let mostBytes = 256 << 20

  let spool: Spool

  package init(spool: Spool) { self.spool = spool }

  /// Newest first.
  package func names() throws(SpoolError) -> [String] {
    do throws(SpoolError) {
      return try spool.names(in: .kept).reversed()
    } catch  where error.isAbsent {
      return []
    }
  }

  /// What is enough to name a mail: the moment it came, where no other has the same.
  package static func handle(_ name: String, among names: [String]) -> String {
    let moment = name.prefix { $0 != "." }
    return names.count { $0.hasPrefix(moment + ".") } == 1 ? String(moment) : name
  }

  /// The name that a handle, or the name itself, stands for.
  package func name(_ asked: String) throws(SpoolError) -> String? {
    let names = try names()
    if names.contains(asked) { return asked }
    let meant = names.filter { !asked.isEmpty && $0.hasPrefix(asked + ".") }
    return meant.count == 1 ? meant[0] : nil
  }

  /// Whether a name is one that may be asked for: nothing that leads out of the folder.
  package func path(_ name: String) -> String? {
    name.isEmpty || name.hasPrefix(".") || name.contains("/") ? nil : spool.path(name, in: .kept)
  }

  /// Whether reading it once took the program down, or cannot be done.
  package static func isDangerous(_ name: String) -> Bool {
    name.hasSuffix(".crash") || name.hasSuffix(".unreadable")
  }

  /// Why one that is dangerous is not read.
  package static func danger(_ name: String) -> String {
    name.hasSuffix(".crash") ? "reading it took the program down" : "the file cannot be read"
  }

  /// When it came, in milliseconds since 1970.
  package static func arrival(_ name: String) -> Int64? { SpoolName(name).moment }

  private static func size(_ path: String) -> Int {
    // Without opening it: a pipe among them would be waited for.
    var facts = stat()
    return lstat(path, &facts) == 0 ? max(0, Int(facts.st_size)) : 0
  }

  func trim() throws(SpoolError) {
    for room in [Spool.Folder.kept, .forwarded] {
      var bytes = 0
      for (index, name) in try newest(room).enumerated() {
        bytes += Self.size(spool.path(name, in: room))
        // What cannot be removed, such as a folder, is in nobody's way.
        if index >= Self.most || bytes > Self.mostBytes { try? spool.remove(name, in: room) }
      }
    }
  }

  /// By the time of their change, which no renaming touches.
  private func newest(_ room: Spool.Folder) throws(SpoolError) -> [String] {
    if room == .kept { return try names() }
    let files = FileManager.default
    return try spool.names(in: room).map { name in
      let attributes = try? files.attributesOfItem(atPath: spool.path(name, in: room))
      return (name, attributes?[.modificationDate] as? Date ?? .distantPast)
    }.sorted { ($0.1, $0.0) > ($1.1, $1.0) }.map(\.0)
  }
}
