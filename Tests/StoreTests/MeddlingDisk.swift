import Store
import StoreTesting

/// A disk on which something happens whenever a directory is listed.
struct MeddlingDisk: Disk {
  let disk: SimulatedDisk
  let onList: @Sendable (_ directory: String) -> Void

  func list(_ directory: String) throws(DiskError) -> [String] {
    onList(directory)
    return try disk.list(directory)
  }

  func makeDirectory(_ path: String) throws(DiskError) { try disk.makeDirectory(path) }

  func openForReading(_ path: String) throws(DiskError) -> any DiskFile {
    try disk.openForReading(path)
  }

  func openForWriting(_ path: String) throws(DiskError) -> any DiskFile {
    try disk.openForWriting(path)
  }

  func create(_ path: String) throws(DiskError) -> any DiskFile { try disk.create(path) }

  func rename(_ from: String, to: String) throws(DiskError) { try disk.rename(from, to: to) }

  func remove(_ path: String) throws(DiskError) { try disk.remove(path) }

  func syncDirectory(_ path: String) throws(DiskError) { try disk.syncDirectory(path) }
}
