import Domain
package import Engine
import FoundationEssentials
package import Letters
import State
import Store
import Synchronization
import Threading

/// Erases people while the engine works: answers go on being taken and mail goes on being sent.
package final class Eraser: Sendable {
  private let engine: Engine
  private let files: StoreFiles
  private let keys: SigningKeys
  /// How long a mail to the person that is under way is waited for, in seconds.
  private let patience: Double
  private let owing = Mutex(false)
  /// Hears what an erasure could not take away; whoever asked for it may have left since.
  private let onRemains: @Sendable ([String]) -> Void

  package init(
    _ engine: Engine, directory: String, keys: SigningKeys, patience: Double = 20,
    onRemains: @escaping @Sendable ([String]) -> Void = { _ in }
  ) {
    self.onRemains = onRemains
    self.engine = engine
    files = StoreFiles(directory: directory, disk: engine.environment.disk)
    self.keys = keys
    self.patience = patience
  }

  /// A mail is between its last byte and the server's reply; the rest of the erasure follows it.
  package struct UnderWay: Error, CustomStringConvertible {
    package var description: String {
      "a mail to them is on its way; the rest is erased when it has ended, within ten minutes"
    }
  }

  /// Erases a person, named by CRM id or address, from memory and from every file of the store, and
  /// looks whether anything is left. A keyed hash of the address stays.
  ///
  /// Blocks the thread until nothing is left on the disk. Throws `StateDirectory.Unusable` when
  /// nobody is known so, and `StoreError.notSaved` before anything was changed. After any other
  /// error the erasure is owed: `finish`, another call or the next start goes on with it.
  @discardableResult
  package func forget(_ who: String) throws -> Forgetting.Forgotten {
    try engine.upkeep.withLock { _ in
      if let finished = try finishOwed(), finished.order.names(who) { return finished }
      let (state, programme) = engine.read { ($0.state, $0.programme) }
      let order = try Forgetting.allNames(who, state, [programme], files)
      try order.write(files)
      do {
        try record(order)
      } catch let error as StoreError {
        try? ErasureOrder.remove(files)
        throw error
      }
      return try carryOut(order)
    }
  }

  /// As `forget`, for callers that must not block.
  package func erase(_ who: String) async -> Result<Forgetting.Forgotten, any Error> {
    await withCheckedContinuation { continuation in
      OSThread.startOrStop("eraser") { [self] in
        continuation.resume(returning: Result { try forget(who) })
      }
    }
  }

  /// Goes on with an erasure that is owed, if there is one.
  package func finish() throws {
    try engine.upkeep.withLock { _ in _ = try finishOwed() }
  }

  /// Whether an erasure was begun here that is neither at work nor done.
  package var isOwing: Bool { owing.withLock { $0 } }

  private func finishOwed() throws -> Forgetting.Forgotten? {
    guard let order = try ErasureOrder.read(files) else { return nil }
    try record(order)
    return try carryOut(order)
  }

  /// From memory; false while a mail to them is under way.
  private func erase(_ order: ErasureOrder) -> Bool {
    engine.erase(order.ids, order.erasure.search) { order.names($0) }
  }

  /// Makes durable that these addresses must not come back.
  private func record(_ order: ErasureOrder) throws {
    let hashes = order.hashes(keys)
    let (_, ticket) = engine.change { current, _ in
      ((), hashes.subtracting(current.state.forgotten).sorted().map { .forgotten(hash: $0) })
    }
    try engine.wait(ticket)
  }

  private func carryOut(_ order: ErasureOrder) throws -> Forgetting.Forgotten {
    owing.withLock { $0 = true }
    // Before they are out of memory: whose a mail is depends on what is known.
    let (state, programme) = engine.read { ($0.state, $0.programme) }
    let ties = MailTies(order, state, programme, keys: keys)
    let deadline = ContinuousClock.now + .seconds(patience)
    while !erase(order) {
      guard .now < deadline else { throw UnderWay() }
      OSThread.sleep(seconds: 0.05)
    }
    let lines = try engine.journal.rewrite(order.edit) { !order.erasure.isNamed(in: $0) }
    // A failure of the disk meanwhile may have had the state read from the old lines.
    _ = erase(order)
    let forgotten = try Forgetting.finish(order, files, ties, lines: lines)
    owing.withLock { $0 = false }
    if !forgotten.remains.isEmpty { onRemains(forgotten.remains) }
    return forgotten
  }
}
