import NIOConcurrencyHelpers

/// The shapes of the RSVP page that were asked for lately, in all languages.
///
/// A shape follows from its key alone: the texts of the gathering and the situation. So it is never
/// stale; a reload brings a shelf of its own.
final class ShapeShelf: Sendable {
  struct Key: Hashable, Sendable {
    var gathering: ObjectIdentifier
    var situation: InvitationView.Situation
  }

  private struct Entry: Sendable {
    var shape: PageShape
    /// Kept, so that no other gathering gets the identity that the key names.
    var gathering: Gathering
  }

  /// With some 15 kB for each, the shelf stays below 4 MB.
  static let most = 256
  private let entries = NIOLockedValueBox<[Key: Entry]>([:])

  /// The shape of the key, made once; everything goes when the shelf is full.
  func shape(
    _ gathering: Gathering, _ situation: InvitationView.Situation, make: () -> PageShape
  ) -> PageShape {
    let key = Key(gathering: ObjectIdentifier(gathering), situation: situation)
    if let known = entries.withLockedValue({ $0[key]?.shape }) { return known }
    let shape = make()
    entries.withLockedValue { entries in
      if entries.count >= Self.most { entries.removeAll(keepingCapacity: true) }
      entries[key] = Entry(shape: shape, gathering: gathering)
    }
    return shape
  }

  var count: Int { entries.withLockedValue { $0.count } }
}
