import Glibc
import Store

/// What is on a simulated disk, in its cache, and waiting to go wrong.
struct SimulatedState: Sendable {
  struct File: Sendable {
    /// As the running program sees it.
    var live: [UInt8] = []
    /// As it was at the last sync.
    var synced: [UInt8] = []
    /// Set aside by `reserve`.
    var reserved = 0
    /// Pages that a failed sync marked clean: never written, and no later sync tells.
    var lost: Set<Int> = []
  }

  enum NameChange: Sendable {
    case create(String, file: Int)
    case rename(from: String, to: String, file: Int)
    case remove(String)

    var directory: String {
      switch self {
      case .create(let path, _), .rename(let path, _, _), .remove(let path):
        SimulatedState.parent(path)
      }
    }
  }

  var files: [Int: File] = [:]
  var directories: Set<String> = []
  var names: [String: Int] = [:]
  var syncedNames: [String: Int] = [:]
  var pendingNames: [NameChange] = []

  var calls = 0
  var callsByName: [String: Int] = [:]
  var fault: SimulatedDisk.Fault?
  var powerLossAt: Int?
  var capacity: Int?
  var longestWrite: Int?
  var isLying = false

  static let sector = 512

  static func parent(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(path[..<slash])
  }

  var withoutFaults: SimulatedState {
    var copy = self
    copy.fault = nil
    copy.powerLossAt = nil
    copy.longestWrite = nil
    copy.isLying = false
    return copy
  }

  /// Counts a call and fails it if its time has come.
  mutating func begin(_ call: String, _ path: String) throws(DiskError) {
    let number = calls
    calls += 1
    callsByName[call, default: 0] += 1
    if let powerLossAt, number >= powerLossAt {
      throw DiskError(code: EIO, call: call, path: path)
    }
    guard let fault, number == fault.call || fault.isPersistent && number > fault.call else {
      return
    }
    throw DiskError(code: fault.code, call: call, path: path)
  }

  mutating func create(_ path: String) -> Int {
    if let file = names[path] {
      files[file]?.live = []
      return file
    }
    let file = files.count + 1
    files[file] = File()
    change(.create(path, file: file))
    return file
  }

  mutating func change(_ change: NameChange) {
    Self.apply(change, to: &names)
    pendingNames.append(change)
  }

  mutating func syncDirectory(_ path: String) {
    for change in pendingNames where change.directory == path {
      Self.apply(change, to: &syncedNames)
    }
    pendingNames.removeAll { $0.directory == path }
  }

  static func apply(_ change: NameChange, to names: inout [String: Int]) {
    switch change {
    case .create(let path, let file): names[path] = file
    case .rename(let from, let to, let file):
      names[from] = nil
      names[to] = file
    case .remove(let path): names[path] = nil
    }
  }

  /// Bytes that more than the present use of `file` would add, against the capacity.
  func hasRoom(for bytes: Int) -> Bool {
    guard let capacity else { return true }
    return names.values.reduce(0) { $0 + used($1) } + bytes <= capacity
  }

  func used(_ file: Int) -> Int {
    files[file].map { max($0.live.count, $0.reserved) } ?? 0
  }
}
