package import Domain
import State
package import Store

/// Replaces `State/keys.json`, with no daemon on the store: a daemon holds its keys from start to
/// end, and would go on signing with them.
extension StateDirectory {
  /// All keys of a store, for a look.
  package static func keyRing(_ directory: String) throws(StoreError) -> KeyRing {
    let path = directory + "/keys.json"
    guard let ring = try KeyFile.ring(path) else { throw KeyFile.refusal(path, "is not there") }
    return ring
  }

  /// Adds a key, which signs from now on.
  package static func rotateKeys(
    _ directory: String, disk: any Disk = RealDisk(), now: Instant
  ) throws -> KeyRing.Key {
    try changeKeys(directory, disk) { ring, state, last in
      // The time a key began to sign tells later who needs its links.
      guard now.milliseconds >= max(last, ring.current.since ?? .min) else {
        throw StoreError.unusable(
          path: directory,
          reason:
            "the clock says \(now.rfc3339), and something was recorded later than that: set the "
            + "clock first",
          exitCode: 75)
      }
      let unfinished = unfinished(state)
      guard unfinished == 0 else {
        throw StoreError.unusable(
          path: directory,
          reason:
            "\(unfinished) mail\(unfinished == 1 ? " is" : "s are") to be tried again, byte for "
            + "byte the same, which a new key would change: start the daemon, wait until convoke "
            + "status --undelivered shows none put off, or give them up with convoke drop",
          exitCode: 75)
      }
      let secret = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
      guard let key = ring.rotate(secret, now: now.milliseconds) else {
        throw Unusable(description: "\(directory)/keys.json: its last id is 255; no more keys fit")
      }
      return key
    }
  }

  /// Takes a key's links out of use.
  package static func retireKey(
    _ id: UInt8, _ directory: String, disk: any Disk = RealDisk()
  ) throws {
    try changeKeys(directory, disk) { ring, _, _ in
      guard ring.retire(id) else {
        throw Unusable(description: "\(directory)/keys.json: key \(id) signs, or is not there")
      }
    }
  }

  /// The file is replaced at once, durable, or not at all. An erasure that was begun is finished
  /// first: its hash is made with a key.
  private static func changeKeys<R>(
    _ directory: String, _ disk: any Disk,
    _ change: (inout KeyRing, State, _ last: Int64) throws -> R
  ) throws -> R {
    try requireStore(directory)
    let lock = try StateFormats.lock(directory)
    defer { withExtendedLifetime(lock) {} }
    try Forgetting.finishForgetting(StoreFiles(directory: directory), keys: keys(directory))
    var ring = try keyRing(directory)
    var last = Int64.min
    let state = try replay(directory) { last = max(last, $0) }.0
    let result = try change(&ring, state, last)
    try StoreFiles(directory: directory, disk: disk).write(note: "keys.json", ring.bytes)
    return result
  }

  /// Mails that were begun and will go again with the same bytes, or may have to.
  private static func unfinished(_ state: State) -> Int {
    state.events.values.reduce(0) { count, record in
      count
        + record.steps.values.reduce(0) { $0 + $1.people(in: [.committed, .deferred]).count }
        + record.owed.count {
          let state = record.occurrences[$0]?.state
          return state == .committed || state == .deferred
        }
    }
  }
}
