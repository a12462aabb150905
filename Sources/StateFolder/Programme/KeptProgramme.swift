package import ConfigReader
import Glibc
package import Store

/// The copy of the files in force, in the state: what a restart with a broken edit opens, what
/// reading commands show, and what `plan` compares an edit with.
///
/// There are two folders. A reload writes the one that is not in force and ends with its mark, the
/// fingerprint; the journal's last `programme.accepted` then says which of the two is in force. So
/// a copy that fails at any call, or is cut short by a crash, changes nothing.
package struct KeptProgramme: Sendable {
  package static let folders = ["programme", "programme.new"]

  private let directory: String
  private let disk: any Disk

  package init(state directory: String, disk: any Disk = RealDisk()) {
    self.directory = directory
    self.disk = disk
  }

  /// Names a whole copy by its fingerprint. Empty: a copy has begun. Absent: from before there were
  /// marks.
  private static let mark = "fingerprint"
  /// The mark of a copy whose `Config/` was removed when another came into force.
  private static let stale = "stale"
  private static let people = "Config/people/"
  /// What a copy looks like and how its fingerprint is made, in a file `format` of its folder;
  /// absent in one of the first. Raised when a version would not find a copy's files, or its mark,
  /// as it expects.
  private static let format = 1
  private static let formatName = "format"

  /// The folder of the whole copy of the programme that the journal says is in force; nil without
  /// one.
  package func folder(of fingerprint: String?) -> String? {
    guard let fingerprint else { return nil }
    let known = Self.folders.filter { format($0) <= Self.format }
    if let name = known.first(where: { mark($0) == fingerprint }) { return path(name) }
    let old = Self.folders[0]
    let isOld =
      known.contains(old) && mark(old) == nil
      && (try? disk.list(path(old)))?.contains("Config") == true
    return isOld ? path(old) : nil
  }

  /// Copies `files`; on stable storage when this returns.
  ///
  /// - Parameters:
  ///   - fingerprint: of the programme as it will be accepted.
  ///   - inForce: of the programme in force, whose copy is not touched.
  ///   - keepingPeople: with the roster of the copy in force, because that of the files waits.
  ///   - finish: the last changes to the copy, in its folder, durable when it returns.
  package func keep(
    _ files: ProgrammeFiles, as fingerprint: String, inForce: String?,
    keepingPeople: Bool = false, finish: (_ folder: String) throws -> Void = { _ in }
  ) throws {
    let current = folder(of: inForce)
    let target = Self.folders.first { path($0) != current } ?? Self.folders[0]
    var wanted: [String: [UInt8]] = [:]
    for (path, bytes) in files.files where !(keepingPeople && path.hasPrefix(Self.people)) {
      wanted[ProgrammeFiles.place(of: path)] = bytes
    }
    if keepingPeople {
      guard let current else {
        throw DiskError(code: ENOENT, call: "read the roster in force from", path: directory)
      }
      for name in try names(in: current) where name.hasPrefix(Self.people) {
        wanted[name] = try read("\(current)/\(name)")
      }
    }
    try write(wanted, as: fingerprint, in: path(target), finish: finish)
  }

  /// Takes out of the copies that are not in force what names people, hosts and operators too: they
  /// may have left since, and must be forgettable.
  package func retire(but fingerprint: String) throws(DiskError) {
    guard let current = folder(of: fingerprint) else { return }
    for name in Self.folders where path(name) != current {
      let folder = path(name)
      guard let names = try? names(in: folder), mark(name) != Self.stale else { continue }
      try put("", at: "\(folder)/\(Self.mark)")
      let naming = names.filter { $0.hasPrefix("Config/") }
      for name in naming { try disk.remove("\(folder)/\(name)") }
      for parent in Self.parents(of: naming) { try disk.syncDirectory("\(folder)/\(parent)") }
      try put(Self.stale, at: "\(folder)/\(Self.mark)")
    }
  }

  private func path(_ name: String) -> String { "\(directory)/\(name)" }

  private func mark(_ name: String) -> String? {
    (try? read("\(path(name))/\(Self.mark)")).map { String(decoding: $0, as: UTF8.self) }
  }

  private func format(_ name: String) -> Int {
    let text = try? read("\(path(name))/\(Self.formatName)")
    return text.flatMap { Int(String(decoding: $0, as: UTF8.self).filter(\.isNumber)) } ?? 1
  }

  /// Throws `newerFormat` when a copy is of a newer version.
  func refuseNewer() throws(StoreError) {
    for name in Self.folders where format(name) > Self.format {
      throw .newerFormat(file: "\(path(name))/\(Self.formatName)", format: format(name))
    }
  }

  // MARK: - Files

  /// What stands there already is left alone, if the last copy there was whole: then it is on
  /// stable storage.
  private func write(
    _ files: [String: [UInt8]], as fingerprint: String, in folder: String,
    finish: (_ folder: String) throws -> Void
  ) throws {
    try disk.makeDirectory(directory)
    try disk.makeDirectory(folder)
    let mark = "\(folder)/\(Self.mark)"
    let isSound = (try? read(mark)).map { !$0.isEmpty } ?? false
    try put("", at: mark)
    try put("\(Self.format)\n", at: "\(folder)/\(Self.formatName)")
    try disk.syncDirectory(folder)
    try disk.syncDirectory(directory)
    let parents = Self.parents(of: files.keys)
    for parent in parents { try disk.makeDirectory("\(folder)/\(parent)") }
    let own = [Self.mark, Self.formatName]
    for name in try names(in: folder) where files[name] == nil && !own.contains(name) {
      try disk.remove("\(folder)/\(name)")
    }
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let path = "\(folder)/\(name)"
      if isSound, let known = try? read(path), known == bytes { continue }
      try put(bytes, at: path)
    }
    for parent in parents.reversed() + [""] {
      try disk.syncDirectory(parent.isEmpty ? folder : "\(folder)/\(parent)")
    }
    try finish(folder)
    try put(fingerprint, at: mark)
  }

  /// Every folder above these files, each after the one it is in.
  private static func parents(of names: some Sequence<String>) -> [String] {
    var parents: Set<String> = []
    for name in names {
      var rest = name[...]
      while let slash = rest.lastIndex(of: "/") {
        rest = rest[..<slash]
        parents.insert(String(rest))
      }
    }
    return parents.sorted()
  }

  /// All files below a folder, by their paths in it.
  private func names(in folder: String, below prefix: String = "") throws(DiskError) -> [String] {
    var names: [String] = []
    for name in try disk.list(prefix.isEmpty ? folder : "\(folder)/\(prefix)") {
      let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
      let isFolder = (try? disk.list("\(folder)/\(path)")) != nil
      names += isFolder ? try self.names(in: folder, below: path) : [path]
    }
    return names
  }

  private func read(_ path: String) throws(DiskError) -> [UInt8] {
    let file = try disk.openForReading(path)
    var bytes = [UInt8](repeating: 0, count: try file.size())
    var count = 0
    while count < bytes.count {
      let offset = count
      let more: Result<Int, DiskError> = bytes.withUnsafeMutableBytes { buffer in
        Result { () throws(DiskError) in
          try file.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[offset...]), at: offset)
        }
      }
      count += try more.get()
      if count == offset { return Array(bytes[..<count]) }
    }
    return bytes
  }

  private func put(_ text: String, at path: String) throws(DiskError) {
    try put(Array(text.utf8), at: path)
  }

  private func put(_ bytes: [UInt8], at path: String) throws(DiskError) {
    let file = try disk.create(path)
    var count = 0
    while count < bytes.count {
      let offset = count
      let written: Result<Int, DiskError> = bytes.withUnsafeBytes { buffer in
        Result { () throws(DiskError) in
          try file.write(UnsafeRawBufferPointer(rebasing: buffer[offset...]), at: offset)
        }
      }
      count += try written.get()
    }
    try file.sync()
  }
}
