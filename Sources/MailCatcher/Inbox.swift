import FoundationEssentials
import Synchronization

/// The mails caught, newest kept, and all that was seen; shared by the SMTP and the web side.
final class Inbox: Sendable {
  private struct Content {
    var mails: [CaughtMail] = []
    var count = 0
    var sights: [WireEvent] = []
    var waiters:
      [(isReady: @Sendable ([WireEvent]) -> Bool, resume: CheckedContinuation<Void, Never>)] =
        []
  }

  private let content = Mutex(Content())
  private let capacity: Int
  private let folder: MailFolder?
  private let onMail: @Sendable (CaughtMail) -> Void

  init(capacity: Int, folder: MailFolder?, onMail: @escaping @Sendable (CaughtMail) -> Void) {
    self.capacity = capacity
    self.folder = folder
    self.onMail = onMail
  }

  /// Keeps a mail; on return it is in the folder, if there is one.
  func keep(_ envelope: Envelope, _ bytes: [UInt8], user: String?) throws {
    let mail = content.withLock { content in
      content.count += 1
      return CaughtMail(
        id: content.count, at: Date(), envelopeFrom: envelope.from,
        recipients: envelope.recipients, bytes: bytes, authenticatedAs: user)
    }
    try folder?.write(mail)
    content.withLock { content in
      content.mails.append(mail)
      if content.mails.count > capacity {
        content.mails.removeFirst(content.mails.count - capacity)
      }
    }
    onMail(mail)
  }

  func saw(_ sight: WireEvent) {
    resume {
      if $0.sights.count >= 100_000 { $0.sights.removeFirst(50_000) }
      $0.sights.append(sight)
    }
  }

  /// Returns when the sights are as wanted.
  func wait(until isReady: @escaping @Sendable ([WireEvent]) -> Bool) async {
    await withCheckedContinuation { continuation in
      resume { $0.waiters.append((isReady, continuation)) }
    }
  }

  private func resume(after change: (inout Content) -> Void) {
    let ready = content.withLock { content in
      change(&content)
      guard !content.waiters.isEmpty else { return [CheckedContinuation<Void, Never>]() }
      let ready = content.waiters.filter { $0.isReady(content.sights) }.map(\.resume)
      content.waiters.removeAll { $0.isReady(content.sights) }
      return ready
    }
    for continuation in ready { continuation.resume() }
  }

  /// Oldest first.
  var mails: [CaughtMail] {
    content.withLock { $0.mails.sorted { $0.id < $1.id } }
  }

  var sights: [WireEvent] { content.withLock { $0.sights } }

  func mail(_ id: Int) -> CaughtMail? {
    content.withLock { content in content.mails.first { $0.id == id } }
  }
}
