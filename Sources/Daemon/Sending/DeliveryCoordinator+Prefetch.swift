import Engine
import Letters
import NIOConcurrencyHelpers
import Refusals
import SMTPClient
import Threading

/// A letter that waits for a free connection.
struct PrefetchedMessage: Sendable {
  var mail: OutgoingMessage
  /// That made it.
  var composer: Composer
  var ready: ContinuousClock.Instant
}

/// Letters are composed ahead while the disk works for others: a delivery agent that waits for its
/// commitment to be durable composes the letter that is carried next, by whoever is free first.
extension DeliveryCoordinator {
  /// A letter that nobody carried for so long is composed anew when its turn comes.
  static let freshness = Duration.seconds(1)

  /// Composes one letter, unless as many wait as are on their way.
  func prepareAhead() {
    let isWanted = open.withLockedValue { open in
      // One that is on trial is carried when no other is.
      open.suspects.falls.isEmpty && open.shelf.count * 2 < open.jobs.count
    }
    guard isWanted, !isStopping.isSet,
      let (request, key, composer) = engine.take(with: composer),
      let mail = mail(request, key, composer)
    else { return }
    let prepared = PrefetchedMessage(mail: mail, composer: composer, ready: .now)
    open.withLockedValue { $0.shelf.append(prepared) }
    engine.wakeUp.ring()
    if isStopping.isSet { clearShelf() }
  }

  /// The oldest letter that was composed ahead and is still as it would be composed now.
  func parcelFromShelf() -> OutgoingMessage? {
    while true {
      let now = ContinuousClock.now
      let composer = composer()
      let (prepared, isFresh) = open.withLockedValue { open -> (PrefetchedMessage?, Bool) in
        guard !open.shelf.isEmpty else { return (nil, false) }
        let first = open.shelf.removeFirst()
        open.jobs[first.mail.id]?.since = now
        return (first, first.composer === composer && now - first.ready < Self.freshness)
      }
      guard let prepared else { return nil }
      if isFresh { return prepared.mail }
      finish(prepared.mail.id, .returned)
    }
  }

  /// Gives back what was composed ahead: it is due again, or not, as the rules say.
  func clearShelf() {
    let shelf = open.withLockedValue { open in
      defer { open.shelf = [] }
      return open.shelf
    }
    for prepared in shelf { finish(prepared.mail.id, .returned) }
  }
}
