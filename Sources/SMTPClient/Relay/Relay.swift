/// Where mail goes and how we get there: one submission server (RFC 6409).
///
/// A value; a changed configuration is a new relay, given to `DeliveryAgents.replace`.
package struct Relay: Sendable {
  /// How the connection is protected. There is no "if available": a downgrade would be silent.
  package enum TLS: String, Sendable {
    /// TLS from the first byte (RFC 8314), `smtps://`.
    case implicit
    /// STARTTLS or nothing at all (RFC 3207).
    case startTLS
    /// In clear; only to this machine.
    case off
  }

  package private(set) var host: String
  package private(set) var port: Int
  package private(set) var tls: TLS
  package var credentials: Credentials?
  /// How many connections, and so threads, are used at most.
  package var connections: Int
  /// After so many mails a connection is closed and another opened; 0: as long as it lasts.
  package var maxPerConnection = 0
  /// The name we greet with; a fully qualified host name.
  package private(set) var ehloName: String
  /// A file of certificates to trust instead of the system's.
  package var caFile: String?
  package var timeouts = Timeouts()

  /// - Parameters: - host: a name or an address, without brackets, as the reader of the
  ///   configuration checked it: what it takes cannot be refused here. The same goes for
  ///   `ehloName`, the sender's domain. - tls: `off` for a host on this machine only; that too is
  ///   checked where it can be told.
  package init(
    host: String, port: Int, tls: TLS, credentials: Credentials? = nil, connections: Int = 10,
    ehloName: String = "localhost", caFile: String? = nil
  ) {
    precondition(
      HostName.isSafe(ehloName) && HostName.isRelay(host) && (1...65535).contains(port),
      "not a relay: \(host), port \(port), greeted as \(ehloName)")
    self.host = host
    self.port = port
    self.tls = tls
    self.ehloName = ehloName
    self.credentials = credentials
    self.connections = max(1, min(connections, 200))
    self.caFile = caFile
  }

  /// What libcurl is given; the path is the name in EHLO.
  var curlURL: String {
    let scheme = tls == .implicit ? "smtps" : "smtp"
    let place = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return "\(scheme)://\(place):\(port)/\(ehloName)"
  }
}

extension Relay: CustomStringConvertible {
  /// For logs: the place, never the credentials.
  package var description: String {
    curlURL.split(separator: "/").prefix(2).joined(separator: "//")
  }
}

extension Relay {
  /// In seconds. The defaults are the minimums of RFC 5321 section 4.5.3.2 where it has them.
  package struct Timeouts: Sendable {
    package var connect = 30
    /// For each reply, the one after the final dot included: shorter makes duplicates.
    package var reply = 600
    package var wholeMail = 1800
    /// An idle connection older than this is not used again; below the idle limit of servers.
    package var idle = 60
    /// For the server's goodbye after a refusal, whose text we do not need.
    package var goodbye = 5

    package init() {}
  }
}
