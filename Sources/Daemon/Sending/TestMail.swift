package import Delivery
import Domain
package import Letters
import Synchronization
import Threading

/// Sends one letter at once, by a courier of its own and outside the outbox: a test mail.
///
/// Promises what every sending does: TLS as configured, no secret in a text, the server's own words
/// when it refuses. It is tried once; whoever asked for it waits, and can ask again.
package final class TestMail: Sendable {
  package struct NotSent: Error, CustomStringConvertible {
    package var description: String
  }

  private struct Book: Sendable {
    var parcel: Parcel?
    var end: Result<String, NotSent>?
    var isReturned = false
  }

  private let book: Mutex<Book>
  private let bell = WakeUp()

  package init(_ letter: Letter) {
    book = Mutex(
      Book(
        parcel: Parcel(
          id: 1, envelopeFrom: letter.envelopeFrom, recipient: letter.recipient.text,
          message: letter.message, label: "test")))
  }

  /// Blocks until the server answered; returns its reply, or throws `NotSent` with the reason.
  package func send(by relay: Relay) throws -> String {
    var single = relay
    single.connections = 1
    let couriers = Couriers(
      relay: single,
      desk: DeliveryDesk(
        next: { [self] in next() }, commit: { _ in true }, outcome: { [self] in end($1) },
        relayTrouble: { [self] in conclude(.failure(NotSent(description: $0.text))) }))
    try couriers.start()
    defer { _ = couriers.stop(graceSeconds: 1) }
    while true {
      let mark = bell.mark
      let (end, isReturned) = book.withLock { ($0.end, $0.isReturned) }
      if let end { return try end.get() }
      bell.wait(after: mark, seconds: 1)
      // What is wrong with the relay is told right after the parcel came back.
      if isReturned, bell.mark == mark {
        throw NotSent(description: "the relay takes no mail now")
      }
    }
  }

  private func next() -> NextParcel {
    book.withLock { book in
      guard let parcel = book.parcel else { return .stop }
      book.parcel = nil
      return .parcel(parcel)
    }
  }

  private func end(_ outcome: Outcome) {
    switch outcome {
    case .sent(let reply): conclude(.success(reply))
    case .deferred(let verdict), .refused(let verdict):
      conclude(.failure(NotSent(description: verdict.reply)))
    case .doubt(let text):
      conclude(.failure(NotSent(description: "\(text); it may have arrived all the same")))
    case .aborted, .returned:
      book.withLock { $0.isReturned = true }
      bell.ring()
    }
  }

  private func conclude(_ end: Result<String, NotSent>) {
    book.withLock { $0.end = $0.end ?? end }
    bell.ring()
  }
}
