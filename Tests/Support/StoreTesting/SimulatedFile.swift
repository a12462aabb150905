import Glibc
import Store
import Threading

/// An open file of a simulated disk.
final class SimulatedFile: DiskFile {
  private let disk: SimulatedDisk
  private let file: Int
  private let path: String

  init(disk: SimulatedDisk, file: Int, path: String) {
    self.disk = disk
    self.file = file
    self.path = path
  }

  func size() throws(DiskError) -> Int {
    disk.state.withLock { $0.files[file, default: .init()].live.count }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(DiskError) -> Int {
    disk.state.withLock { state in
      let live = state.files[file, default: .init()].live
      guard offset < live.count else { return 0 }
      let piece = live[offset..<min(live.count, offset + buffer.count)]
      buffer.copyBytes(from: piece)
      return piece.count
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(DiskError) -> Int {
    try disk.state.withLock { state throws(DiskError) in
      try state.begin("write", path)
      var count = min(bytes.count, state.longestWrite ?? .max)
      while count > 0, !state.hasRoom(for: offset + count - state.used(file)),
        offset + count > state.used(file)
      {
        count /= 2
      }
      guard count > 0 else { throw DiskError(code: ENOSPC, call: "write", path: path) }
      state.files[file, default: .init()].write(bytes[..<count], at: offset)
      return count
    }
  }

  func sync() throws(DiskError) {
    try disk.state.withLock { state throws(DiskError) in
      do throws(DiskError) {
        try state.begin("sync", path)
      } catch {
        state.files[file]?.loseDirtyPages()
        throw error
      }
      if !state.isLying { state.files[file]?.sync() }
    }
  }

  func truncate(to size: Int) throws(DiskError) {
    try disk.state.withLock { state throws(DiskError) in
      try state.begin("truncate", path)
      state.files[file]?.truncate(to: size)
    }
  }

  func reserve(upTo end: Int) throws(DiskError) -> Bool {
    try disk.state.withLock { state throws(DiskError) in
      try state.begin("reserve", path)
      guard end > state.used(file) else { return true }
      guard state.hasRoom(for: end - state.used(file)) else {
        throw DiskError(code: ENOSPC, call: "reserve space in", path: path)
      }
      state.files[file]?.reserved = end
      return true
    }
  }
}

extension SimulatedState.File {
  mutating func write(_ bytes: Slice<UnsafeRawBufferPointer>, at offset: Int) {
    if live.count < offset { live += [UInt8](repeating: 0, count: offset - live.count) }
    let end = offset + bytes.count
    live.replaceSubrange(offset..<min(end, live.count), with: bytes)
    for sector in offset / SimulatedState.sector...max(offset, end - 1) / SimulatedState.sector {
      lost.remove(sector)
    }
  }

  mutating func truncate(to size: Int) {
    if size < live.count {
      live.removeLast(live.count - size)
    } else {
      live += [UInt8](repeating: 0, count: size - live.count)
    }
    reserved = size
  }

  /// A sync writes what is dirty; sectors that an earlier failure marked clean stay as they were.
  mutating func sync() {
    synced = image { !lost.contains($0) }
  }

  mutating func loseDirtyPages() {
    for sector in dirtySectors { lost.insert(sector) }
  }

  /// The sectors where the cache and the disk differ.
  var dirtySectors: [Int] {
    let size = SimulatedState.sector
    return (0..<(max(live.count, synced.count) + size - 1) / size).filter { sector in
      Self.bytes(of: live, sector) != Self.bytes(of: synced, sector)
    }
  }

  /// The file as it would be if only the chosen dirty sectors had reached the disk. Its length is
  /// that of the cache; what never arrived beyond the old end reads as zeros.
  func image(of isWritten: (_ sector: Int) -> Bool) -> [UInt8] {
    var image = live
    for sector in dirtySectors where !isWritten(sector) {
      let start = sector * SimulatedState.sector
      guard start < image.count else { continue }
      let end = min(start + SimulatedState.sector, image.count)
      var old = Array(Self.bytes(of: synced, sector).prefix(end - start))
      old += [UInt8](repeating: 0, count: end - start - old.count)
      image.replaceSubrange(start..<end, with: old)
    }
    return image
  }

  private static func bytes(of content: [UInt8], _ sector: Int) -> ArraySlice<UInt8> {
    let start = sector * SimulatedState.sector
    guard start < content.count else { return [] }
    return content[start..<min(start + SimulatedState.sector, content.count)]
  }
}
