import Dispatch
import Refusals
import SMTPClient
import Synchronization

/// A desk for tests: hands out what is put in, remembers what comes back, and lets a test wait for
/// it without blocking the cooperative pool.
final class TestSource: Sendable {
  struct Record: Sendable {
    var outcomes: [UInt64: [DeliveryOutcome]] = [:]
    var commits: [UInt64] = []
    var troubles: [RelayTrouble] = []
    var recoveries = 0
    /// All texts that left the delivery agents.
    var texts: [String] = []
  }

  private struct Shelf {
    var mails: [OutgoingMessage] = []
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
  ///   - gate: the answer to `commit`; runs on the delivery agent's thread and may block it.
  init(isRetried: Bool = false, gate: @escaping @Sendable (UInt64) -> Bool = { _ in true }) {
    self.isRetried = isRetried
    self.gate = gate
  }

  var desk: DeliverySource {
    DeliverySource(
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

  func put(_ mails: OutgoingMessage...) { put(mails) }

  func put(_ mails: [OutgoingMessage]) {
    shelf.withLock { $0.mails += mails }
    for _ in mails { arrivals.signal() }
  }

  func close() {
    shelf.withLock { $0.isClosed = true }
    for _ in 0..<300 { arrivals.signal() }
  }

  var record: Record { shelf.withLock { $0.record } }

  /// Waits until so many mails have an outcome.
  func outcomes(_ count: Int) async -> Record {
    await record { $0.outcomes.count >= count }
  }

  func record(when isReady: @escaping @Sendable (Record) -> Bool) async -> Record {
    await withCheckedContinuation { continuation in
      change { $0.waiters.append((isReady, continuation)) }
    }
  }

  private let sent = Mutex<[UInt64: OutgoingMessage]>([:])

  private func next() -> NextMessage {
    while true {
      arrivals.wait()
      let mail: OutgoingMessage?? = shelf.withLock { shelf in
        if shelf.isClosed { return .some(nil) }
        return shelf.mails.isEmpty ? nil : .some(shelf.mails.removeFirst())
      }
      switch mail {
      case .none: continue
      case .some(.none): return .stop
      case .some(.some(let mail)):
        sent.withLock { $0[mail.id] = mail }
        return .mail(mail)
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
      if let mail = sent.withLock({ $0[id] }) { put(mail) }
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
