import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An SMTP server that keeps all mail to itself, and a web page to read it.
///
/// For the demo and for tests: it can be told to go wrong at every stage. It listens where it is
/// told and nowhere else, and sends nothing to anyone.
package final class MailCatcher: Sendable {
  private struct Running: Sendable {
    var group: MultiThreadedEventLoopGroup
    var smtp: any Channel
    var web: (any Channel)?
  }

  /// What goes wrong; can be changed at any time.
  package let script: FaultScript

  private let host: String
  private let wantedPorts: (smtp: Int, web: Int?)
  private let manners: ServerOptions
  private let inbox: Inbox
  private let running = Mutex<Running?>(nil)
  private let connections = Atomic(0)

  /// - Parameters:
  ///   - smtpPort: 0 takes a free one.
  ///   - webPort: 0 takes a free one; nil serves no pages.
  ///   - capacity: how many mails are kept in memory; older ones are forgotten.
  ///   - folder: where each mail is also written to, in the manner of a Maildir.
  ///   - onMail: called for each mail before the client hears of success; must be quick.
  package init(
    host: String = "127.0.0.1", smtpPort: Int = 0, webPort: Int? = nil,
    manners: ServerOptions = ServerOptions(), script: FaultScript = FaultScript(),
    capacity: Int = 10_000,
    folder: String? = nil, onMail: @escaping @Sendable (CaughtMail) -> Void = { _ in }
  ) throws {
    self.host = host
    self.script = script
    self.manners = manners
    wantedPorts = (smtpPort, webPort)
    inbox = Inbox(
      capacity: capacity, folder: try folder.map { try MailFolder(path: $0) }, onMail: onMail)
  }

  /// Listens; throws when a port is taken.
  package func start() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    do {
      let smtp = try await listen(group, port: wantedPorts.smtp, name: "SMTP") { [self] channel in
        let number = connections.add(1, ordering: .relaxed).newValue
        let session = SMTPSession(manners: manners, script: script)
        try channel.pipeline.syncOperations.addHandler(
          SMTPHandler(session: session, inbox: inbox, number: number))
      }
      var web: (any Channel)?
      if let port = wantedPorts.web {
        let pages = InboxPages(inbox: inbox)
        web = try await listen(group, port: port, name: "web") { channel in
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(HTTPHandler(pages: pages))
        }
      }
      let started = Running(group: group, smtp: smtp, web: web)
      running.withLock { $0 = started }
    } catch {
      try? await group.shutdownGracefully()
      throw error
    }
  }

  /// Closes everything, connections included. Can be started again.
  package func stop() async {
    let stopped = running.withLock { running in
      defer { running = nil }
      return running
    }
    try? await stopped?.group.shutdownGracefully()
  }

  /// 0 while it is not running.
  package var smtpPort: Int {
    running.withLock { $0?.smtp.localAddress?.port ?? 0 }
  }

  package var webPort: Int {
    running.withLock { $0?.web?.localAddress?.port ?? 0 }
  }

  /// Oldest first.
  package var mails: [CaughtMail] { inbox.mails }

  /// Everything seen on the wire so far, in order.
  package var sights: [WireEvent] { inbox.sights }

  /// Returns when what was seen is as wanted; waits for ever if that never comes.
  package func wait(until isSeen: @escaping @Sendable ([WireEvent]) -> Bool) async {
    await inbox.wait(until: isSeen)
  }

  private func listen(
    _ group: MultiThreadedEventLoopGroup, port: Int, name: String,
    _ equip: @escaping @Sendable (any Channel) throws -> Void
  ) async throws -> any Channel {
    do {
      return try await ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 256)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try equip(channel) }
        }
        .bind(host: host, port: port).get()
    } catch {
      throw MailCatcherError("the \(name) port \(host):\(port) cannot be opened: \(error)")
    }
  }
}
