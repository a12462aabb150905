import Glibc
import Store
import Testing

struct StoreLockTests {
  @Test func `the second is refused and told who was first`() throws {
    let scratch = Scratch()
    let directory = scratch.path + "/State"
    let lock = try StoreLock.acquire(directory: directory)
    let error = #expect(throws: StoreError.self) { try StoreLock.acquire(directory: directory) }
    #expect(error == .locked(path: directory + "/lock", pid: getpid()))
    #expect(error?.exitCode == 75)
    #expect(error?.description.contains("process \(getpid())") == true)
    withExtendedLifetime(lock) {}
  }

  @Test func `the lock is free again when its holder is gone`() throws {
    let scratch = Scratch()
    do { _ = try StoreLock.acquire(directory: scratch.path) }
    _ = try StoreLock.acquire(directory: scratch.path)
    #expect(try RealDisk().list(scratch.path) == ["lock"])
  }

  @Test func `only the owner may look into the store`() throws {
    let scratch = Scratch()
    chmod(scratch.path, 0o755)
    _ = try StoreLock.acquire(directory: scratch.path)
    var status = stat()
    stat(scratch.path, &status)
    #expect(status.st_mode & 0o777 == 0o700)
  }

  @Test func `a place that cannot be a store is named with the cause`() throws {
    let scratch = Scratch()
    _ = try RealDisk().create(scratch.path + "/file")
    for path in ["file", "file/State", "absent/State"] {
      let error = #expect(throws: StoreError.self) {
        try StoreLock.acquire(directory: "\(scratch.path)/\(path)")
      }
      #expect(error?.exitCode == 73)
      #expect(error?.description.hasPrefix(scratch.path) == true)
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test(arguments: [
    ("42 29 0:53 / /srv rw,relatime shared:9 - nfs4 host:/srv rw,vers=4.2", 53, "nfs4"),
    ("42 29 0:53 / /srv rw - cifs //host/srv rw", 53, "cifs"),
    ("42 29 0:300 / /srv rw - fuse.sshfs me@host: rw", 0x10002C, "fuse.sshfs"),
  ])
  func `network file systems are known by their mounts`(line: String, device: UInt64, type: String)
  {
    #expect(NetworkMount.type(of: device, inMount: line) == type)
    #expect(NetworkMount.type(of: device + 1, inMount: line) == nil)
  }

  @Test(arguments: [
    ("29 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw", 0xFE00),
    ("30 29 0:53 / /nfs4 rw - tmpfs nfs4 rw", 53), ("30 29 0:53 / /nfs rw nfs4", 53), ("", 0),
  ])
  func `file systems of this machine are not refused`(line: String, device: UInt64) {
    #expect(NetworkMount.type(of: device, inMount: line) == nil)
  }
}
