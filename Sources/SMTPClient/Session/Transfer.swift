import Glibc
import Refusals
import Threading

/// Asks and tells the engine about the connection of a transfer.
struct SessionGate {
  /// A connection is about to be opened.
  var mayOpen: () -> Bool = { true }
  /// It was of use: the relay greeted, and believed who we are.
  var isIn: () -> Void = {}
}

/// One connection's view of the mail under way: what libcurl's callbacks read and write.
///
/// Lives as long as its easy handle and is used by one thread at a time.
final class Transfer {
  /// Linux's POLLRDHUP, which Swift does not see: the peer will send nothing more.
  private static let hungUp: Int16 = 0x2000

  private(set) var conversation = Conversation()
  private(set) var withdrawal: TransferRecord.Withdrawal?
  /// Version and cipher of TLS in libcurl's words, such as `TLSv1.3 / TLS_AES_256_GCM_SHA384`.
  private(set) var security: String?

  private let relay: Relay
  private let stop: StopSignal
  private let pulse: Heartbeat
  private var mail: OutgoingMessage?
  private var gate: (UInt64) -> Bool = { _ in false }
  private var door = SessionGate()
  private var offset = 0
  private var sockets: [Int32] = []
  private var quitAt: Double?

  init(relay: Relay, stop: StopSignal, pulse: Heartbeat) {
    self.relay = relay
    self.stop = stop
    self.pulse = pulse
  }

  func begin(_ mail: OutgoingMessage, door: SessionGate, gate: @escaping (UInt64) -> Bool) {
    self.mail = mail
    self.gate = gate
    self.door = door
    offset = 0
    withdrawal = nil
    quitAt = nil
    conversation.beginTransfer()
  }

  func end() {
    mail = nil
    gate = { _ in false }
    door = SessionGate()
  }

  /// - Returns: false to open no connection.
  func opened(socket: Int32) -> Bool {
    if !conversation.opened {
      guard door.mayOpen() else {
        withdrawal = .noSession
        return false
      }
      sockets = []
    }
    sockets.append(socket)
    conversation.open(secured: relay.tls == .implicit)
    return true
  }

  func sent(_ command: UnsafeRawBufferPointer) {
    let before = conversation.stage
    conversation.sent(command)
    // The relay let us in, as far as it wants to know who we are.
    if conversation.opened, before != .mail, conversation.stage == .mail { door.isIn() }
    if conversation.hasQuit, quitAt == nil { quitAt = MonotonicClock.now() }
  }

  /// libcurl says something of its own; only how the connection is secured is of interest.
  func remarked(_ text: UnsafeRawBufferPointer) {
    let label = "SSL connection using "
    guard text.first == UInt8(ascii: "S"), text.starts(with: label.utf8) else { return }
    security = Printable.text(text.dropFirst(label.utf8.count).prefix(100).filter { $0 >= 0x20 })
  }

  /// - Returns: false to end the transfer.
  func received(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let reply = conversation.received(line) else { return true }
    if conversation.stage == .hello, reply.isPositive { withdrawal = objection() }
    return withdrawal == nil
  }

  /// - Returns: how many bytes were put into the buffer, or nil to abort without a final dot.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard let mail else { return nil }
    // After a fallback of any kind, not one byte of a mail goes to a server we meant to log in to.
    if relay.credentials != nil, !conversation.authenticated {
      withdrawal = .noAuthentication(offered: offer)
      return nil
    }
    if offset < mail.message.count { return copy(mail.message[offset...], to: buffer) }
    // The end itself is what is kept back: the dot leaves when, and only when, this returns 0.
    guard pass(mail) else { return nil }
    conversation.finishedBody()
    return 0
  }

  /// - Returns: whether libcurl should give up now; asked at least once a second.
  func shouldGiveUp() -> Bool {
    if mail != nil { pulse.beat() }
    if let quitAt { return MonotonicClock.now() - quitAt > Double(relay.timeouts.goodbye) }
    let given =
      switch stop.current {
      case .run: false
      case .drain: mail != nil && conversation.stage != .final
      case .cut: true
      }
    if given { withdrawal = .stopping }
    return given
  }

  /// The gate before the last bytes.
  private func pass(_ mail: OutgoingMessage) -> Bool {
    if stop.current != .run {
      withdrawal = .stopping
    } else if hasHungUp {
      withdrawal = .peerGone
    } else if !gate(mail.id) {
      withdrawal = .gate
    } else if hasHungUp {
      withdrawal = .peerGone
    }
    return withdrawal == nil
  }

  /// Why the mail must not be sent to this server, decided as soon as it says what it can do.
  private func objection() -> TransferRecord.Withdrawal? {
    if relay.tls == .startTLS, !conversation.secured { return nil }
    if let credentials = relay.credentials,
      !credentials.accepts(conversation.capabilities.mechanisms)
    {
      return .noAuthentication(offered: offer)
    }
    guard let mail else { return nil }
    if mail.needsUTF8, !conversation.capabilities.smtpUTF8 {
      return .noSMTPUTF8
    }
    if let limit = conversation.capabilities.sizeLimit, mail.message.count > limit {
      return .tooLarge(limit: limit)
    }
    return nil
  }

  private var offer: String {
    let names = conversation.capabilities.mechanisms.sorted().joined(separator: " ")
    return names.isEmpty ? "it offers none" : "it offers " + Printable.text(names.utf8.prefix(100))
  }

  /// Whether the server closed its side, which makes a mail that would be in doubt a safe one.
  private var hasHungUp: Bool {
    // With two sockets (one a failed attempt for another address) it is not known which is in use.
    guard sockets.count == 1 else { return false }
    var query = pollfd(fd: sockets[0], events: Self.hungUp, revents: 0)
    guard poll(&query, 1, 0) == 1 else { return false }
    return query.revents & (Self.hungUp | Int16(POLLHUP | POLLERR)) != 0
  }

  private func copy(_ bytes: ArraySlice<UInt8>, to buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(bytes.count, buffer.count)
    bytes.withUnsafeBytes { source in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source.prefix(count)))
    }
    offset += count
    return count
  }
}
