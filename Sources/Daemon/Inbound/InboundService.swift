import Domain
package import Engine
import FoundationEssentials
import Inbound
package import Letters
package import Logging
import State
package import StateFolder
import Store
import Synchronization
import Threading

/// Reads the mail in the spool and in the Maildir, on a thread of its own, once a second.
///
/// Each mail counts once: it is decided, then the journal is waited for, then the file goes. What a
/// crash leaves is read again, and the journal knows it. A mail that took the program down twice is
/// set aside and never read again. While the store cannot write, everything waits where it is.
package final class InboundService: Sendable {
  /// So many mails share one wait for the journal.
  private static let batch = 200
  private static let pause = 1.0

  private let engine: Engine
  private let keys: SigningKeys
  private let directory: @Sendable () -> LinkIndex
  private let spool: Spool
  private let kept: KeptMail
  private let metrics: Metrics
  private let logger: Logger
  private let maildirPath: @Sendable () -> String?
  private let maildir = Mutex<MaildirSource?>(nil)
  private let isStopping = AtomicFlag(false)
  /// What is wrong now, as it was said.
  private let troubles = Mutex<[String: SpoolError]>([:])

  /// - Parameters:
  ///   - directory: tells whom tags may be about, as of now.
  ///   - maildir: the folder that is read besides the spool, as of now.
  package init(
    engine: Engine, keys: SigningKeys, directory: @escaping @Sendable () -> LinkIndex,
    state: String, maildir: @escaping @Sendable () -> String?, metrics: Metrics, logger: Logger
  ) {
    self.engine = engine
    self.keys = keys
    self.directory = directory
    self.metrics = metrics
    self.logger = logger
    spool = Spool(state: state)
    kept = KeptMail(spool: spool)
    maildirPath = maildir
  }

  package func start() throws(SpoolError) {
    try open()
    OSThread.startOrStop("inbound") { [self] in
      while !isStopping.isSet {
        if round() == 0 { OSThread.sleep(seconds: Self.pause) }
      }
    }
  }

  package func stop() { isStopping.set(true) }

  /// Makes the spool ready and looks after what the last run left.
  package func open() throws(SpoolError) {
    try spool.prepare()
    // Nobody was told that these were kept.
    for name in try spool.names(in: .tmp) { try? spool.remove(name, in: .tmp) }
    for name in try spool.names(in: .done) { try spool.move(name, from: .done, to: .new) }
    for name in try spool.names(in: .work) {
      let suspect = PoisonMailName(name)
      if suspect.crashes >= 1 {
        try spool.move(name, from: .work, to: .kept, as: suspect.setAside)
        logger.error(
          "a mail took the program down twice and was set aside", metadata: ["file": "\(name)"])
      } else {
        try spool.move(name, from: .work, to: .new, as: suspect.next)
      }
    }
  }

  /// Deals with what has come in; how many mails that were.
  @discardableResult
  package func round() -> Int {
    guard engine.journal.status.readOnly == nil else { return 0 }
    do {
      let path = maildirPath()
      try maildir.withLock { source throws(SpoolError) in
        if source?.path != path { source = path.map { MaildirSource(path: $0) } }
        try source?.collect(into: spool, now: engine.environment.now().milliseconds) { name, why in
          logger.error(
            "a mail was left in the Maildir", metadata: ["file": "\(name)", "reason": "\(why)"])
        }
      }
      trouble("the Maildir cannot be read", nil)
    } catch {
      trouble("the Maildir cannot be read", error)
    }
    do {
      if troubles.withLock({ $0[Self.waiting] != nil }) { try takeBack() }
      let count = try work(try spool.names(in: .new))
      trouble(Self.waiting, nil)
      return count
    } catch {
      trouble(Self.waiting, error)
      return 0
    }
  }

  private static let waiting = "mail that came in waits"

  /// What a failed disk interrupted is read again: no fault of the mail's, and no wait for a start.
  private func takeBack() throws(SpoolError) {
    for room in [Spool.Folder.work, .done] {
      for name in try spool.names(in: room) { try spool.move(name, from: room, to: .new) }
    }
  }

  private typealias Decided = (name: String, receipt: Disposition, isKept: Bool)

  /// The first mails of those, in order; never a part of those that came in together.
  private func work(_ names: [String]) throws(SpoolError) -> Int {
    if names.isEmpty { return 0 }
    let identification = SenderIdentification(engine, directory: directory(), keys: keys)
    var decided: [Decided] = []
    var ticket: Ticket?
    for group in SpoolName.groups(names, most: Self.batch) where !isStopping.isSet {
      var mails: [OpenedMail] = []
      for name in group {
        if let mail = try open(name, identification) { mails.append(mail) }
      }
      for opened in MailGroup(mails).inOrder {
        let (receipt, latest) = try decide(opened)
        if let latest { ticket = latest }
        decided.append(
          (opened.name, receipt, isKept(opened.reading, receipt, opened.digest)))
      }
    }
    do {
      try engine.wait(ticket)
    } catch {
      for (name, _, _) in decided { try spool.move(name, from: .done, to: .new) }
      return 0
    }
    for (name, receipt, isKept) in decided { try put(name, isKept ? .kept : receipt) }
    try kept.trim()
    return decided.count { $0.receipt != .later }
  }

  /// Reads a mail and leaves it in `done`; nil for a file that cannot be read, which is set aside,
  /// as one must not stop all others.
  private func open(
    _ name: String, _ identification: SenderIdentification
  ) throws(SpoolError) -> OpenedMail? {
    do throws(SpoolError) {
      try spool.move(name, from: .new, to: .work)
      let mail = try spool.read(name, in: .work)
      let opened = OpenedMail(
        name: name, reading: IdentifiedMail(mail, identification: identification),
        digest: MailDigest.of(mail))
      try spool.move(name, from: .work, to: .done)
      return opened
    } catch  where error.isAbsent {
      return nil
    } catch  where error.isOfTheFile && error.call != "rename" {
      try spool.move(name, from: .work, to: .kept, as: PoisonMailName(name).unreadable)
      logger.error(
        "a mail that cannot be read was set aside",
        metadata: ["file": "\(name)", "reason": "\(error)"])
      return nil
    }
  }

  private func decide(_ opened: OpenedMail) throws(SpoolError) -> (Disposition, Ticket?) {
    let (name, reading, digest) = (opened.name, opened.reading, opened.digest)
    try spool.move(name, from: .done, to: .work)
    // Before it is owed to the host, so that it is there when that mail is made.
    let isNew = reading.mayGoToHost ? try spool.keepForHost(name, in: .work, digest) : false
    if reading.forHost != nil { try spool.syncForHost() }
    var outcome: (Disposition, Ticket?) = (.kept, nil)
    if let understanding = reading.understanding {
      outcome = engine.receive(
        reading.asks, understanding, digest: digest,
        arrived: SpoolName(name).moment.map { Instant(milliseconds: $0) },
        telling: opened.isOrderUnknown ? .unknownOrder : reading.forHost)
    }
    if isNew, reading.forHost == nil {
      let isForwarded = engine.read { $0.state.post.forwards[digest] != nil }
      if isForwarded { try spool.syncForHost() } else { try spool.takeFromHost(digest) }
    }
    try spool.move(name, from: .work, to: .done)
    if outcome.0 != .later { metrics.received(kind: reading.kind, outcome: "\(outcome.0)") }
    log(reading, outcome.0, name)
    return outcome
  }

  /// What only claims to be of somebody, and words that the host did not get, stay for a look.
  private func isKept(_ reading: IdentifiedMail, _ receipt: Disposition, _ digest: UInt64) -> Bool {
    guard reading.forHost != nil, receipt != .known, receipt != .later else { return false }
    return reading.asks.isUnverified || !engine.read { $0.state.post.forwards[digest] != nil }
  }

  private func put(_ name: String, _ receipt: Disposition) throws(SpoolError) {
    switch receipt {
    case .recorded, .noted, .refused, .forwarded, .known, .ignored:
      try spool.remove(name, in: .done)
    case .kept: try spool.move(name, from: .done, to: .kept, as: PoisonMailName(name).plain)
    case .later: try spool.move(name, from: .done, to: .new)
    }
  }

  private func log(_ reading: IdentifiedMail, _ receipt: Disposition, _ name: String) {
    if receipt == .later { return }
    logger.info(
      "mail came in",
      metadata: [
        "kind": "\(reading.kind)", "outcome": "\(receipt)",
        "event": "\(reading.asks.event ?? "")", "file": "\(name)",
      ])
  }

  /// Said once, until it is over or something else.
  private func trouble(_ what: String, _ error: SpoolError?) {
    let isNews = troubles.withLock { troubles in
      defer { troubles[what] = error }
      return troubles[what] != error
    }
    if isNews, let error { logger.error("\(what)", metadata: ["reason": "\(error)"]) }
  }
}
