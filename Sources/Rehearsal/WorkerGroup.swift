import CDispatch
import Dispatch
import Synchronization

/// Does work on all processors while its caller goes on: a bounded amount at a time.
///
/// Jobs are begun in the order they came and may end in any. The first that fails is told to who
/// brings the next, or waits for the end; jobs behind it may have been done.
final class WorkerGroup: Sendable {
  /// More jobs than this wait for nobody's memory: who brings one more waits for one to end.
  private static let most = 64

  private let queue = DispatchQueue(label: "crew", attributes: .concurrent)
  private let group = DispatchGroup()
  private let room = DispatchSemaphore(value: WorkerGroup.most)
  private let failure = Mutex<(any Error)?>(nil)

  func take(_ job: @escaping @Sendable () throws -> Void) throws {
    try check()
    room.wait()
    queue.async(group: group) { [self] in
      do { try job() } catch { failure.withLock { $0 = $0 ?? error } }
      room.signal()
    }
  }

  /// Waits until every job has ended.
  func finish() throws {
    group.wait()
    try check()
  }

  private func check() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
