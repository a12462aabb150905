import Domain
import JSONLines

extension EntryCodec {
  func writeDelivery(_ entry: Entry, into json: inout JSONObjectWriter) -> String {
    switch entry {
    case .committed(let key, let email, let messageID, let date):
      write(key, into: &json)
      json.add("email", email)
      json.add("message_id", messageID)
      json.add("date", date.milliseconds)
      return "delivery.committed"
    case .sent(let key, let reply):
      write(key, into: &json)
      json.add("reply", reply)
      return "delivery.sent"
    case .deferred(let key, let date, let count, let next, let reply):
      write(key, into: &json)
      json.add("date", date.milliseconds)
      json.add("count", count)
      json.add("next", next.milliseconds)
      json.add("reply", reply)
      return "delivery.deferred"
    case .failed(let key, let reply):
      write(key, into: &json)
      json.add("reply", reply)
      return "delivery.failed"
    case .doubt(let key, let reply):
      write(key, into: &json)
      json.add("reply", reply)
      return "delivery.doubt"
    case .retried(let key):
      write(key, into: &json)
      return "delivery.retried"
    case .dropped(let key):
      write(key, into: &json)
      return "delivery.dropped"
    case .missed(let event, let step, let numbers, let occurrence, let why):
      json.add("event", event)
      json.add("step", step)
      json.add("people", numbers.map(people.name))
      if occurrence != 0 { json.add("occurrence", Int(occurrence)) }
      json.add("why", why)
      return "delivery.missed"
    default:
      preconditionFailure("not a delivery: \(entry)")
    }
  }

  func write(_ key: DeliveryKey, into json: inout JSONObjectWriter) {
    json.add("event", key.event)
    json.add("step", key.step)
    json.add("person", people.name(key.person))
    if key.occurrence != 0 { json.add("occurrence", Int(key.occurrence)) }
  }
}
