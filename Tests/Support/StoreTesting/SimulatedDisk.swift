import Glibc
package import Store
import Threading

/// A disk in memory that keeps apart what was synced and what was only written, and fails as told:
/// what a real disk may do to the store in a crash, it can be made to do.
///
/// Directories are synced like files: a name created, renamed or removed is certain only after
/// `syncDirectory`. Copies of the value share the disk.
package final class SimulatedDisk: Disk {
  /// A failure to come.
  package struct Fault: Sendable {
    /// The number of the call to fail, counted from 0 over all calls.
    package var call: Int

    /// The errno.
    package var code: Int32

    /// Whether all later calls that change something fail as well.
    package var isPersistent: Bool

    package init(call: Int, code: Int32, isPersistent: Bool) {
      self.call = call
      self.code = code
      self.isPersistent = isPersistent
    }
  }

  let state: Monitor<SimulatedState>

  package init() {
    state = Monitor(SimulatedState())
  }

  init(_ state: SimulatedState) {
    self.state = Monitor(state)
  }

  /// The calls so far that change something or wait for stable storage.
  package var calls: Int { state.withLock { $0.calls } }

  /// The calls by name, such as "sync".
  package func calls(named name: String) -> Int {
    state.withLock { $0.callsByName[name, default: 0] }
  }

  /// Fails a call to come; nil clears.
  package func fail(_ fault: Fault?) {
    state.withLock { $0.fault = fault }
  }

  /// The power goes at this call: nothing it or a later call does reaches the disk.
  package func losePower(atCall call: Int?) {
    state.withLock { $0.powerLossAt = call }
  }

  /// All files together may not grow beyond this many bytes, reserved space included; nil: no
  /// limit.
  package func setCapacity(_ bytes: Int?) {
    state.withLock { $0.capacity = bytes }
  }

  /// Writes take at most this many bytes a call; nil: all.
  package func setLongestWrite(_ bytes: Int?) {
    state.withLock { $0.longestWrite = bytes }
  }

  /// Syncs return without having done anything, as a disk does that lies about its cache.
  package func setLying(_ isLying: Bool) {
    state.withLock { $0.isLying = isLying }
  }

  // MARK: - Disk

  package func list(_ directory: String) throws(DiskError) -> [String] {
    try state.withLock { state throws(DiskError) in
      guard state.directories.contains(directory) else {
        throw DiskError(code: ENOENT, call: "list", path: directory)
      }
      return state.names.keys.filter { SimulatedState.parent($0) == directory }
        .map { String($0.dropFirst(directory.utf8.count + 1)) }
        + state.directories.filter { SimulatedState.parent($0) == directory }
        .map { String($0.dropFirst(directory.utf8.count + 1)) }
    }
  }

  package func makeDirectory(_ path: String) throws(DiskError) {
    try state.withLock { state throws(DiskError) in
      guard !state.directories.contains(path) else { return }
      try state.begin("create the directory", path)
      state.directories.insert(path)
    }
  }

  package func openForReading(_ path: String) throws(DiskError) -> any DiskFile {
    try open(path)
  }

  package func openForWriting(_ path: String) throws(DiskError) -> any DiskFile {
    try open(path)
  }

  package func create(_ path: String) throws(DiskError) -> any DiskFile {
    let file = try state.withLock { state throws(DiskError) in
      try state.begin("create", path)
      return state.create(path)
    }
    return SimulatedFile(disk: self, file: file, path: path)
  }

  package func rename(_ from: String, to: String) throws(DiskError) {
    try state.withLock { state throws(DiskError) in
      try state.begin("rename", from)
      guard let file = state.names[from] else {
        throw DiskError(code: ENOENT, call: "rename", path: from)
      }
      state.change(.rename(from: from, to: to, file: file))
    }
  }

  package func remove(_ path: String) throws(DiskError) {
    try state.withLock { state throws(DiskError) in
      try state.begin("remove", path)
      guard state.names[path] != nil else {
        throw DiskError(code: ENOENT, call: "remove", path: path)
      }
      state.change(.remove(path))
    }
  }

  package func syncDirectory(_ path: String) throws(DiskError) {
    try state.withLock { state throws(DiskError) in
      try state.begin("sync directory", path)
      if !state.isLying { state.syncDirectory(path) }
    }
  }

  private func open(_ path: String) throws(DiskError) -> any DiskFile {
    let file = try state.withLock { state throws(DiskError) in
      guard let file = state.names[path] else {
        throw DiskError(code: ENOENT, call: "open", path: path)
      }
      return file
    }
    return SimulatedFile(disk: self, file: file, path: path)
  }
}
