package import Domain
package import Store

/// Everything outside the process, as one value: a rehearsal, a simulation and a test bring their own.
package struct World: Sendable {
  package var now: @Sendable () -> Instant
  package var disk: any Disk

  package init(now: @escaping @Sendable () -> Instant, disk: any Disk) {
    self.now = now
    self.disk = disk
  }
}
