import Domain
import State

/// One delivery, named as the outside names it: numbers of people change with each start.
struct Mail: Hashable, Comparable, CustomStringConvertible {
  var event: String
  var step: String
  var person: String
  /// 0 for a timed step.
  var occurrence: Int32

  init(_ key: DeliveryKey, _ people: NameIndex) {
    event = key.event
    step = key.step
    person = people.name(key.person)
    occurrence = key.occurrence
  }

  init(event: String, step: String, person: String, occurrence: Int32 = 0) {
    self.event = event
    self.step = step
    self.person = person
    self.occurrence = occurrence
  }

  static func < (a: Mail, b: Mail) -> Bool {
    (a.event, a.step, a.person, a.occurrence) < (b.event, b.step, b.person, b.occurrence)
  }

  var description: String {
    "\(event)/\(step)/\(person)" + (occurrence == 0 ? "" : "#\(occurrence)")
  }
}
