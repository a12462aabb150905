import NIOConcurrencyHelpers
import NIOCore

/// Who is connected, so that there is room for the next: whoever has kept us waiting longest goes.
///
/// A connection keeps us waiting from its beginning, or from the end of its last answer, until a
/// whole request is there; bytes that dribble in do not change that. One address has at most a
/// share of the connections, unless it is a proxy that we trust: through that, everybody comes.
final class ConnectionTable: Sendable {
  fileprivate struct Entry {
    let channel: any Channel
    /// Nil for one that has no share to keep to.
    let address: IPAddress?
    /// Nil while an answer is made.
    var waitingSince: NIODeadline?
  }

  fileprivate struct Book {
    var entries: [ObjectIdentifier: Entry] = [:]
    var counts: [IPAddress: Int] = [:]
  }

  private let most: Int
  private let share: Int
  private let clients: ClientAddress
  private let book = NIOLockedValueBox(Book())

  init(most: Int, clients: ClientAddress) {
    self.most = most
    share = max(1, most / 4)
    self.clients = clients
  }

  var count: Int { book.withLockedValue { $0.entries.count } }

  /// Notes a connection, and closes the one that has to go for it.
  func open(_ channel: any Channel, now: NIODeadline = .now()) {
    let peer = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
    let address = peer.flatMap { clients.isTrusted($0) ? nil : $0.host }
    let leaving = book.withLockedValue { book -> (any Channel)? in
      var leaving: ObjectIdentifier?
      if let address, book.counts[address, default: 0] >= share {
        // With its whole share at work, the newcomer is the one too many.
        guard let idlest = book.idlest(where: { $0.address == address }) else { return channel }
        leaving = idlest
      } else if book.entries.count >= most {
        guard let idlest = book.idlest(where: { _ in true }) else { return channel }
        leaving = idlest
      }
      let left = leaving.flatMap { book.remove($0) }
      book.entries[ObjectIdentifier(channel)] = Entry(
        channel: channel, address: address, waitingSince: now)
      if let address { book.counts[address, default: 0] += 1 }
      return left
    }
    leaving?.close(promise: nil)
  }

  func close(_ channel: any Channel) {
    book.withLockedValue { _ = $0.remove(ObjectIdentifier(channel)) }
  }

  /// A whole request is there: now the client waits for us.
  func begin(_ channel: any Channel) {
    book.withLockedValue { $0.entries[ObjectIdentifier(channel)]?.waitingSince = nil }
  }

  /// The answer is on its way: now we wait for the client.
  func end(_ channel: any Channel, now: NIODeadline = .now()) {
    book.withLockedValue { $0.entries[ObjectIdentifier(channel)]?.waitingSince = now }
  }
}

extension ConnectionTable.Book {
  fileprivate func idlest(where isMeant: (ConnectionTable.Entry) -> Bool) -> ObjectIdentifier? {
    var found: (id: ObjectIdentifier, since: NIODeadline)?
    for (id, entry) in entries where isMeant(entry) {
      if let since = entry.waitingSince, found.map({ since < $0.since }) ?? true {
        found = (id, since)
      }
    }
    return found?.id
  }

  fileprivate mutating func remove(_ id: ObjectIdentifier) -> (any Channel)? {
    guard let entry = entries.removeValue(forKey: id) else { return nil }
    if let address = entry.address {
      let left = counts[address, default: 1] - 1
      counts[address] = left > 0 ? left : nil
    }
    return entry.channel
  }
}
