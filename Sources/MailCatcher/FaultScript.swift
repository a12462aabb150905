import Synchronization

/// What the catcher is to do wrong, and when. Can be changed while it runs.
package final class FaultScript: Sendable {
  private struct Holds: Sendable {
    var isReleased = false
    var waiting: [@Sendable () -> Void] = []
  }

  private let rules: Mutex<[FaultRule]>
  private let holds = Mutex(Holds())

  package init(_ rules: [FaultRule] = []) {
    self.rules = Mutex(rules)
  }

  package func add(_ rule: FaultRule) {
    rules.withLock { $0.append(rule) }
  }

  /// From now on nothing goes wrong.
  package func clear() {
    rules.withLock { $0 = [] }
  }

  /// What is held, now or later, goes on.
  package func release() {
    let waiting = holds.withLock { holds in
      defer { holds.waiting = [] }
      holds.isReleased = true
      return holds.waiting
    }
    for goOn in waiting { goOn() }
  }

  func onRelease(_ goOn: @escaping @Sendable () -> Void) {
    let isReleased = holds.withLock { holds in
      if !holds.isReleased { holds.waiting.append(goOn) }
      return holds.isReleased
    }
    if isReleased { goOn() }
  }

  /// The first rule that fits and is not used up; counts as a use of it.
  func take(_ stage: FaultStage, recipient: String?) -> Fault? {
    rules.withLock { rules in
      for index in rules.indices where rules[index].fits(stage, recipient) {
        if rules[index].after > 0 {
          rules[index].after -= 1
          continue
        }
        if let times = rules[index].times { rules[index].times = times - 1 }
        return rules[index].fault
      }
      return nil
    }
  }
}

extension FaultRule {
  fileprivate func fits(_ stage: FaultStage, _ recipient: String?) -> Bool {
    guard self.stage == stage, times != 0 else { return false }
    guard let wanted = self.recipient else { return true }
    return recipient?.lowercased() == wanted.lowercased()
  }
}
