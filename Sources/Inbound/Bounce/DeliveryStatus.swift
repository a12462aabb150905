import MIME

/// One recipient of a delivery report (RFC 3464 section 2.3).
struct DeliveryStatus {
  /// The address we wrote to, where the report tells it apart (Original-Recipient).
  var original: String?
  /// What it had become when it failed (Final-Recipient, or X-Actual-Recipient).
  var final: String?
  var action = Action.failed
  var status: String?
  /// The words behind the code in Status, and Diagnostic-Code without its type.
  var diagnostic: [UInt8] = []

  enum Action { case failed, delayed, arrived }

  /// Reads every recipient of a delivery-status text, or of any text with such fields in it.
  static func readAll(_ text: Bytes, most: Int = 50) -> [DeliveryStatus] {
    var found: [DeliveryStatus] = []
    var group = DeliveryStatus()
    var isBegun = false
    func close() {
      if isBegun, group.original != nil || group.final != nil { found.append(group) }
      group = DeliveryStatus()
      isBegun = false
    }
    for field in fields(text) {
      guard found.count < most else { break }
      guard let field else {
        close()
        continue
      }
      // Some forget the empty line between two recipients.
      if field.name == "final-recipient", group.final != nil { close() }
      isBegun = group.take(field) || isBegun
    }
    close()
    return found
  }

  /// The fields of the text; nil stands for an empty line.
  private static func fields(_ text: Bytes) -> [(name: String, value: [UInt8])?] {
    var fields: [(name: String, value: [UInt8])?] = []
    for line in text.lines() {
      if line.trimmed.isEmpty {
        fields.append(nil)
      } else if line.first == .space || line.first == .tab, let last = fields.last, last != nil {
        fields[fields.count - 1]?.value += [.space] + line.trimmed
      } else if let colon = Header.fieldNameEnd(line.trimmed) {
        let name = line.trimmed[..<colon].lowered.text
        fields.append((name, Array(line.trimmed[(colon + 1)...].trimmed)))
      }
    }
    return fields
  }

  private mutating func take(_ field: (name: String, value: [UInt8])) -> Bool {
    switch field.name {
    case "original-recipient": original = Self.address(field.value) ?? original
    case "final-recipient": final = Self.address(field.value)
    case "x-actual-recipient": final = final ?? Self.address(field.value)
    case "action": action = Self.action(field.value[...])
    case "status":
      let words = field.value[...].split(whereSeparator: \.isWhite)
      status = words.first.flatMap { ReplyCode.status($0) }
      if let comment = field.value.firstIndex(of: UInt8(ascii: "(")) {
        diagnostic += field.value[comment...] + [.space]
      }
    case "diagnostic-code": diagnostic += Self.withoutType(field.value[...])
    default: return false
    }
    return true
  }

  /// `rfc822; address`, `utf-8; address`, or the address alone.
  private static func address(_ value: [UInt8]) -> String? {
    AddressScanner.first(withoutType(value[...]))
  }

  private static func action(_ value: Bytes) -> Action {
    if value.begins("delay") { return .delayed }
    for word in ["delivered", "relayed", "expanded", "deliverable"] where value.begins(word) {
      return .arrived
    }
    return .failed
  }

  /// Without `smtp;`: a short token and a semicolon.
  private static func withoutType(_ value: Bytes) -> Bytes {
    guard let end = value.firstIndex(of: UInt8(ascii: ";")), end - value.startIndex < 30,
      value[..<end].allSatisfy({ $0.isAlphanumeric || "-_ ".utf8.contains($0) })
    else { return value }
    return value[(end + 1)...].trimmed
  }
}
