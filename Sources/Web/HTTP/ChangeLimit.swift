import NIOConcurrencyHelpers

/// How often one link may change what is recorded: 30 times in any hour.
///
/// A change begins before it is tried, so that requests at the same moment cannot pass together,
/// and ends with what came of it. Equal ones at the same moment are one change.
final class ChangeLimit: Sendable {
  /// What is to be recorded; equal ones at the same moment are one.
  enum Change: Hashable, Sendable {
    case answer(AnswerForm)
    case subscription(SubscriptionChange)
    case preferences(PreferencesChange)
  }

  private struct Link {
    /// When changes were recorded, oldest first.
    var changed: [Int64] = []
    /// Changes being tried, with the number of requests that try them.
    var trying: [Change: Int] = [:]
  }

  private let most: Int
  private let window: Int64
  private let links = NIOLockedValueBox<[String: Link]>([:])

  /// `window` in milliseconds.
  init(most: Int = 30, window: Int64 = 3_600_000) {
    self.most = most
    self.window = window
  }

  /// Nil when `form` may be tried; else the milliseconds until it is worth trying again.
  func begin(_ form: Change, by token: String, at now: Int64) -> Int64? {
    links.withLockedValue { links in
      if links.count > 10_000 { forgetOld(&links, at: now) }
      var link = links[token] ?? Link()
      link.changed.removeAll { $0 <= now - window }
      defer { links[token] = link }
      guard link.trying[form] != nil || link.changed.count + link.trying.count < most else {
        return link.changed.first.map { $0 + window - now } ?? 1000
      }
      link.trying[form, default: 0] += 1
      return nil
    }
  }

  /// Must follow every `begin` that was allowed.
  func end(_ form: Change, by token: String, changed: Bool, at now: Int64) {
    links.withLockedValue { links in
      guard var link = links[token], let trying = link.trying[form] else { return }
      link.trying[form] = trying > 1 ? trying - 1 : nil
      if changed { link.changed.append(now) }
      links[token] = link
    }
  }

  private func forgetOld(_ links: inout [String: Link], at now: Int64) {
    links = links.filter { !$1.trying.isEmpty || ($1.changed.last ?? .min) > now - window }
  }
}
