package import Domain
import Planning
package import State
import Store

extension Engine {
  /// Tells the operators by mail, once per trouble (`Decide.alert`); for whoever holds no desk.
  ///
  /// Not waited for: an alert that is lost with the machine is found again with its trouble.
  package func alert(_ trouble: Trouble, _ text: String) {
    change { current, now in ((), current.alert(trouble, text, now: now)) }
  }
}

extension EngineState {
  /// The entries of an alert, for decisions that make one besides other things.
  package func alert(_ trouble: Trouble, _ text: String, now: Instant) -> [Entry] {
    Decide.alert(trouble, text, to: dueQueue.policy.directory.operators, state, now: now)
  }
}
