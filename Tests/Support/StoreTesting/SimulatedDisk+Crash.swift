import Store
import Threading

extension SimulatedDisk {
  /// What decides which of the changes under way a crash lets through.
  package enum Survival: Sendable {
    /// Everything as the process saw it, as after its death alone: what was not synced is still in
    /// the cache, and a later loss of power takes it.
    case everything

    /// Only what was synced.
    case nothing

    /// Each unsynced sector, length and name on its own, by a coin that this seed tosses.
    case coin(seed: UInt64)

    /// Of one file's unsynced sectors those in the bit set; of everything else, all.
    case sectors(path: String, mask: UInt64)
  }

  /// The disk as it is found after the power has come back.
  package func afterCrash(_ survival: Survival) -> SimulatedDisk {
    let now = state.withLock { $0 }
    if case .everything = survival { return SimulatedDisk(now.withoutFaults) }
    var after = SimulatedState()
    after.directories = now.directories
    var coin = Coin(survival)
    after.names = Self.names(now, survival, &coin)
    after.syncedNames = after.names
    for (path, file) in after.names.sorted(by: { $0.key < $1.key }) {
      guard let before = now.files[file] else { continue }
      let content = Self.content(before, path, survival, &coin)
      after.files[file] = SimulatedState.File(live: content, synced: content)
    }
    // Numbers of files are never given twice.
    for file in now.files.keys where after.files[file] == nil {
      after.files[file] = SimulatedState.File()
    }
    return SimulatedDisk(after)
  }

  /// The unsynced sectors of a file.
  package func unsyncedSectors(_ path: String) -> Int {
    state.withLock { state in
      state.names[path].flatMap { state.files[$0]?.dirtySectors.count } ?? 0
    }
  }

  /// A disk with the same content that shares nothing with this one.
  package func copy() -> SimulatedDisk {
    afterCrash(.everything)
  }

  /// The whole content of a file, and nil if there is none.
  package func content(_ path: String) -> [UInt8]? {
    state.withLock { state in state.names[path].flatMap { state.files[$0]?.live } }
  }

  /// Puts content under a name, synced, as a person with an editor would.
  package func setContent(_ path: String, _ bytes: [UInt8]) {
    state.withLock { state in
      let file = state.create(path)
      state.files[file] = SimulatedState.File(live: bytes, synced: bytes)
      state.syncDirectory(SimulatedState.parent(path))
    }
  }

  /// The names of all files.
  package var paths: [String] {
    state.withLock { $0.names.keys.sorted() }
  }

  private static func names(
    _ now: SimulatedState, _ survival: Survival, _ coin: inout Coin
  ) -> [String: Int] {
    switch survival {
    case .everything, .sectors: return now.names
    case .nothing: return now.syncedNames
    case .coin:
      // A journaling file system keeps the order of a directory's changes and loses the last ones.
      var names = now.syncedNames
      for change in now.pendingNames {
        guard coin.toss() else { break }
        SimulatedState.apply(change, to: &names)
      }
      return names
    }
  }

  private static func content(
    _ file: SimulatedState.File, _ path: String, _ survival: Survival, _ coin: inout Coin
  ) -> [UInt8] {
    switch survival {
    case .everything: return file.live
    case .nothing: return file.synced
    case .coin:
      let image = file.image { !file.lost.contains($0) && coin.toss() }
      if coin.toss() { return image }
      // The length did not arrive, whether the file had grown or been cut.
      return Array(image.prefix(file.synced.count) + file.synced.dropFirst(image.count))
    case .sectors(let chosen, let mask):
      guard chosen == path else { return file.live }
      let dirty = file.dirtySectors
      return file.image { sector in
        dirty.firstIndex(of: sector).map { $0 < 64 && mask >> UInt64($0) & 1 == 1 } ?? true
      }
    }
  }

  /// SplitMix64, so that a seed gives the same crash everywhere.
  private struct Coin {
    private var state: UInt64

    init(_ survival: Survival) {
      state = if case .coin(let seed) = survival { seed } else { 0 }
    }

    mutating func toss() -> Bool {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return (mixed ^ mixed >> 31) & 1 == 0
    }
  }
}
