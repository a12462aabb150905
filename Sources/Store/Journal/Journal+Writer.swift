import Threading

extension Journal {
  /// The writer's life: asks the state what to do, does it, and reports back, until it is told to
  /// stop. In `caller` threading this is one caller's turn.
  func work() {
    while true {
      let action = monitor.wait { $0.next(now: MonotonicClock.nanoseconds) }
      if case .stop = action { return answerWaiting() }
      perform(action)
    }
  }

  /// Writes on the calling thread until it is known what became of the ticket.
  func workOff(until ticket: Ticket) {
    turn.withLock { _ in
      monitor.withLock { _ = $0.hurry() }
      while monitor.withLock({ $0.outcome(of: ticket) }) == nil {
        let decision = monitor.withLock { $0.next(now: MonotonicClock.nanoseconds) }
        if case .done(let action) = decision { perform(action) }
      }
    }
  }

  /// Tries to write again after a failure or on a full disk, and tells whether entries can be
  /// saved. The writer does so by itself every `JournalOptions.retry`, and now at once; in `caller`
  /// threading this call is the only attempt.
  @discardableResult
  package func tryToRecover() -> Bool {
    if options.threading == .ownThread {
      monitor.withLock { $0.retryNow() }
      monitor.signalWork()
    } else {
      turn.withLock { _ in
        let (health, durable) = monitor.withLock { ($0.health, $0.durableSeq) }
        switch health {
        case .failed: perform(.recover(durable: durable))
        case .low: perform(.reserve)
        case .writable: break
        }
      }
    }
    return monitor.withLock { $0.health } == .writable
  }

  private func perform(_ action: JournalState.Action) {
    let before = monitor.withLock { state in
      state.busySince = MonotonicClock.nanoseconds
      return state.readOnly
    }
    switch action {
    case .write(let items, let first, let durable): write(items, first, durable)
    case .rotate(let seq, let durable):
      attempt { writer throws(DiskError) in
        try writer.rotate(seq: seq, durable: durable)
      } then: { state, bytes in
        state.rotated(bytes: bytes)
      }
    case .recover(let durable): recover(durable)
    case .reserve, .stop: break
    }
    reserve()
    let ended = monitor.withLock { state in
      state.busySince = nil
      // A failure is news to everybody.
      return state.readOnly == nil && before == nil ? state.batch : nil
    }
    monitor.announceDone(ended)
    answerWaiting()
    let after = status.readOnly
    if before != after { options.onReadOnly(after) }
  }

  private func write(_ items: [JournalState.Item], _ first: Int, _ durable: Int) {
    let start = MonotonicClock.nanoseconds
    attempt { writer throws(DiskError) in
      try writer.write(items, first: first, durable: durable)
    } then: { state, bytes in
      state.wrote(items, bytes: bytes, now: MonotonicClock.nanoseconds)
    }
    options.onSync(Double(MonotonicClock.nanoseconds - start) / 1e9, items.count)
  }

  /// Does a step on the disk; a failure gives up everything under way.
  private func attempt(
    _ step: (inout SegmentWriter) throws(DiskError) -> Void,
    then report: (inout JournalState, _ segmentBytes: Int) -> Void
  ) {
    let result = writer.withLock { writer in
      Result { () throws(DiskError) in
        try step(&writer)
        return writer.segmentBytes
      }
    }
    monitor.withLock { state in
      switch result {
      case .success(let bytes): report(&state, bytes)
      case .failure(let error): state.fail(error.description, now: MonotonicClock.nanoseconds)
      }
    }
  }

  private func recover(_ durable: Int) {
    let result = writer.withLock { writer in
      Result { () throws(DiskError) in
        try writer.begin(base: durable + 1)
        return writer.segmentBytes
      }
    }
    monitor.withLock { state in
      switch result {
      case .success(let bytes): state.recovered(bytes: bytes)
      case .failure(let error):
        state.recoveryFailed(error.description, now: MonotonicClock.nanoseconds)
      }
    }
  }

  private func reserve() {
    let shortage = writer.withLock { $0.reserve() }
    monitor.withLock { $0.reserved(shortage, now: MonotonicClock.nanoseconds) }
  }

  private func answerWaiting() {
    let answered = waiting.withLock { waiting in
      guard !waiting.isEmpty else { return [] as [() -> Void] }
      let outcomes = monitor.withLock { state in waiting.map { state.outcome(of: $0.ticket) } }
      var answered: [() -> Void] = []
      var remaining = 0
      for (index, outcome) in outcomes.enumerated() {
        if let outcome {
          let callback = waiting[index].callback
          answered.append { callback(outcome) }
        } else {
          waiting[remaining] = waiting[index]
          remaining += 1
        }
      }
      waiting.removeLast(waiting.count - remaining)
      return answered
    }
    for answer in answered { answer() }
  }
}
