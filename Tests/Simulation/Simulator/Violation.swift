/// A promise that was broken: which one, and how.
package struct Violation: Error, Sendable, Hashable, CustomStringConvertible {
  package var promise: Promise
  package var text: String

  package enum Promise: String, Sendable, Hashable, CaseIterable {
    case once = "a mail goes once"
    case nobodyForgotten = "nobody is forgotten"
    case onlyWhenDue = "only what is due goes"
    case noMeansNo = "no means no"
    case answersAreSafe = "an acknowledged answer is safe"
    case answersAreTaken = "an answer is taken"
    case told = "each thing that happened is told once"
    case seats = "capacity and per_organisation hold"
    case hours = "sending hours are kept"
    case gap = "min_gap is kept"
    case inTime = "nothing goes after its time"
    case pace = "per_minute is kept"
    case holds = "a hold holds"
    case relay = "the relay's trouble is nobody's failure"
    case week = "per_person_per_week is kept"
    case canary = "a step for a crowd begins with ten people"
    case quorum = "no event is called off behind its host's back"
    case notes = "a host's note goes once to each who has a seat"
    case clock = "nothing leaves by a clock that is not believed"
    case forgotten = "who was forgotten is found nowhere"
    case roster = "a roster that lost many waits"
    case blast = "an edit that mails far more than planned waits"
    case previews = "a host sees a mail before it goes"
    case again = "a step is due once more when its event moves far, and only then"
    case confirm = "confirm_over waits for a release"
    case plan = "the plan is the truth"
    case replay = "replay gives the state back"
    case ledger = "a delivery moves from state to state as written"
    case programme = "an edit comes into force whole or not at all"
    case ends = "the engine comes to rest"
    case opens = "the store opens again"
  }

  package var description: String { "\(promise.rawValue): \(text)" }
}
