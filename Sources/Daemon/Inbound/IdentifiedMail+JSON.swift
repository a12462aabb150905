import Domain
import Engine
import Inbound
package import JSONLines

extension IdentifiedMail {
  /// What `convoke inbound explain` says.
  package var json: JSONObjectWriter {
    var json = JSONObjectWriter()
    func add(_ name: String, _ value: String?) {
      if let value { json.add(name, value) } else { json.add(name, raw: "null".utf8) }
    }
    add("kind", understanding == nil ? ClassifiedMail.Kind.other.rawValue : kind)
    add("recipient", understanding?.recipient)
    add("status", understanding?.status)
    add("verdict", understanding?.verdict.rawValue ?? ClassifiedMail.Verdict.none.rawValue)
    add("event", asks.isUnverified ? nil : asks.event)
    add("answer", (asks.choice ?? stated)?.rawValue)
    add("why", why)
    add("reason", understanding?.reason?.rawValue)
    json.add("delayed", understanding?.isDelayed ?? false)
    add("diagnosis", understanding?.diagnosis)
    add("person", asks.isUnverified ? nil : asks.person)
    if case .bounce(_, let step, _) = asks { add("step", step) }
    json.add("tagged", asks.person != nil && !asks.isUnverified)
    add("from", understanding?.sender)
    add("subject", understanding?.subject)
    json.add("automatic", understanding?.isAutomatic ?? false)
    return json
  }

  /// The sign it was known by, and who it is about.
  package var why: String {
    [understanding?.why, asks.why].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// What the mail says, whoever it is from.
  private var stated: Choice? { understanding?.choice ?? understanding?.calendar?.partstat?.choice }
}
