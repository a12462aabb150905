import MIME

/// The addresses a mail was sent to, as its envelope and the servers on its way wrote them down.
enum Destinations {
  private static let fields = [
    "delivered-to", "x-original-to", "x-envelope-to", "envelope-to", "x-delivered-to", "x-rcpt-to",
    "x-forwarded-to", "apparently-to", "to", "cc",
  ]
  private static let most = 50

  static func all(_ header: Header, envelopeRecipient: String?) -> [String] {
    var addresses: [String] = []
    func add(_ address: String) {
      if addresses.count < most, !addresses.contains(address) { addresses.append(address) }
    }
    if let recipient = envelopeRecipient.map({ Array($0.utf8) })?[...], !recipient.isEmpty {
      add(AddressScanner.first(recipient) ?? recipient.oneLine(320))
    }
    for name in fields {
      for value in header.all(name).prefix(20) {
        for found in AddressScanner.scan(value, most: most) { add(found.address) }
      }
    }
    for received in header.all("received").prefix(30) {
      if let place = received.find(" for "), let found = AddressScanner.first(received[place...]) {
        add(found)
      }
    }
    return addresses
  }
}
