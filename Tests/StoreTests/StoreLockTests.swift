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
}
