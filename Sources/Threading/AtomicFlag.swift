import Synchronization

/// A boolean that any thread may set and read.
package final class AtomicFlag: Sendable {
  private let value: Atomic<Bool>

  package init(_ value: Bool) { self.value = Atomic(value) }

  package var isSet: Bool { value.load(ordering: .acquiring) }
  package func set(_ new: Bool) { value.store(new, ordering: .releasing) }
}
