import Delivery
import Dispatch
import Refusals
import Synchronization

/// A desk for tests: hands out what is put in, remembers what comes back, and lets a test wait for
/// it without blocking the cooperative pool.
final class TestDesk: Sendable {
  struct Record: Sendable {
    var outcomes: [UInt64: [DeliveryOutcome]] = [:]
    var commits: [UInt64] = []
    var troubles: [RelayTrouble] = []
    var recoveries = 0
    /// All texts that left the couriers.
    var texts: [String] = []
  }

  private struct Shelf {
    var parcels: [Parcel] = []
    var isClosed = false
    var record = Record()
    var waiters:
      [(isReady: @Sendable (Record) -> Bool, resume: CheckedContinuation<Record, Never>)] =
        []
  }

  private let shelf = Mutex(Shelf())
  private let arrivals = DispatchSemaphore(value: 0)
  private let gate: @Sendable (UInt64) -> Bool
  private let isRetried: Bool

  /// - Parameters:
  ///   - isRetried: whether what is deferred or returned is handed out again.
  ///   - gate: the answer to `commit`; runs on the courier's thread and may block it.
  init(isRetried: Bool = false, gate: @escaping @Sendable (UInt64) -> Bool = { _ in true }) {
    self.isRetried = isRetried
    self.gate = gate
  }

  var desk: DeliveryDesk {
    DeliveryDesk(
      next: { [self] in next() },
      commit: { [self] id in
        change { $0.record.commits.append(id) }
        return gate(id)
      },
      outcome: { [self] id, outcome in finish(id, outcome) },
      relayTrouble: { [self] trouble in
        change {
          $0.record.troubles.append(trouble)
          $0.record.texts.append("\(trouble)")
        }
      },
      relayRecovered: { [self] in change { $0.record.recoveries += 1 } })
  }

  func put(_ parcels: Parcel...) { put(parcels) }

  func put(_ parcels: [Parcel]) {
    shelf.withLock { $0.parcels += parcels }
    for _ in parcels { arrivals.signal() }
  }

  func close() {
    shelf.withLock { $0.isClosed = true }
    for _ in 0..<300 { arrivals.signal() }
  }

  var record: Record { shelf.withLock { $0.record } }

  /// Waits until so many parcels have an outcome.
  func outcomes(_ count: Int) async -> Record {
    await record { $0.outcomes.count >= count }
  }

  func record(when isReady: @escaping @Sendable (Record) -> Bool) async -> Record {
    await withCheckedContinuation { continuation in
      change { $0.waiters.append((isReady, continuation)) }
    }
  }

  private let sent = Mutex<[UInt64: Parcel]>([:])

  private func next() -> NextParcel {
    while true {
      arrivals.wait()
      let parcel: Parcel?? = shelf.withLock { shelf in
        if shelf.isClosed { return .some(nil) }
        return shelf.parcels.isEmpty ? nil : .some(shelf.parcels.removeFirst())
      }
      switch parcel {
      case .none: continue
      case .some(.none): return .stop
      case .some(.some(let parcel)):
        sent.withLock { $0[parcel.id] = parcel }
        return .parcel(parcel)
      }
    }
  }

  private func finish(_ id: UInt64, _ outcome: DeliveryOutcome) {
    change {
      $0.record.texts.append("\(outcome)")
      if isRetried {
        switch outcome {
        case .deferred, .returned: return
        default: break
        }
      }
      $0.record.outcomes[id, default: []].append(outcome)
    }
    guard isRetried else { return }
    switch outcome {
    case .deferred, .returned:
      if let parcel = sent.withLock({ $0[id] }) { put(parcel) }
    default: break
    }
  }

  private func change(_ body: (inout Shelf) -> Void) {
    let ready = shelf.withLock { shelf in
      body(&shelf)
      let ready = shelf.waiters.filter { $0.isReady(shelf.record) }
      shelf.waiters.removeAll { $0.isReady(shelf.record) }
      return ready.map { ($0.resume, shelf.record) }
    }
    for (continuation, record) in ready { continuation.resume(returning: record) }
  }
}
