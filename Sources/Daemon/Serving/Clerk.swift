package import Delivery
package import Domain
import FoundationEssentials
package import Letters
package import Logging
import Planning
package import Reception
import Store
import Synchronization

/// Puts programmes in force in a running daemon: all of it at once, or nothing.
package final class Clerk: Sendable {
  private let config: String
  private let state: String
  private let keys: SigningKeys
  private let office: Office
  private let mailroom: Mailroom
  private let front: FrontOffice
  private let intake: Intake
  private let shelf: PageShelf
  private let couriers: Couriers
  private let metrics: Metrics
  private let notifier: Notifier
  private let logger: Logger

  package init(
    config: String, state: String, keys: SigningKeys, office: Office, mailroom: Mailroom,
    front: FrontOffice, intake: Intake, shelf: PageShelf, couriers: Couriers, metrics: Metrics,
    notifier: Notifier, logger: Logger
  ) {
    self.config = config
    self.state = state
    self.keys = keys
    self.office = office
    self.mailroom = mailroom
    self.front = front
    self.intake = intake
    self.shelf = shelf
    self.couriers = couriers
    self.metrics = metrics
    self.notifier = notifier
    self.logger = logger
  }

  /// Checks the files and puts them in force; with errors the programme in force stays.
  package func reload() -> ControlReply {
    notifier.reloading()
    defer { notifier.ready("serving") }
    let (programme, problems) = Workshop.read(config, now: office.world.now(), state: state)
    metrics.configuration(isValid: programme != nil)
    guard let programme else { return refuse(problems) }
    let brakes: [Brake]
    do {
      let parts = try Parts(programme, keys: keys)
      brakes = try putInForce(programme)
      mailroom.replace(parts.composer)
      front.replace(parts.composer)
      intake.watch(maildir: programme.inboundMaildir)
      shelf.replace(with: parts.pages)
      couriers.replace(parts.relay)
      try keepFiles(people: !brakes.contains { $0.scope == .roster })
      Memory.giveBack()
    } catch {
      logger.error("the reload failed", metadata: ["reason": "\(error)"])
      return ControlReply(exitCode: 75, errors: ["convoke: \(error)"])
    }
    let people = office.read { $0.programme.people.count }
    logger.notice(
      "programme in force",
      metadata: ["people": "\(people)", "events": "\(programme.events.count)"])
    return ControlReply(
      out: ["In force: \(people) people, \(programme.events.count) events."],
      errors: problems.map(\.description)
        + brakes.map { "convoke: held: \($0.why): \($0.remedy)" })
  }

  // Nobody is erased between a look at who was forgotten and what follows from it.

  private func putInForce(_ programme: Programme) throws -> [Brake] {
    try office.upkeep.withLock { _ in
      let forgotten = office.read { $0.state.forgotten }
      return try office.accept(Workshop.withoutForgotten(programme, forgotten, keys: keys))
    }
  }

  private func keepFiles(people: Bool) throws {
    try office.upkeep.withLock { _ in
      let forgotten = office.read { $0.state.forgotten }
      try Workshop.keep(
        config, state: state, people: people, forgotten: forgotten, keys: keys)
    }
  }

  private func refuse(_ problems: [Problem]) -> ControlReply {
    let errors = problems.filter { $0.severity == .error }
    for problem in errors {
      logger.error("configuration refused", metadata: ["problem": "\(problem)"])
    }
    if let text = ConfigAlert.text(errors) { office.alert(.config, text) }
    return ControlReply(
      exitCode: 1,
      errors: problems.map(\.description)
        + [
          "convoke: \(errors.reduce(0) { $0 + $1.count }) error\(errors.count == 1 ? "" : "s"); the programme in force stays"
        ])
  }
}

/// What a programme is turned into for serving.
package struct Parts: Sendable {
  package var composer: Composer
  package var pages: PageRenderer
  package var relay: Relay

  /// Fails when a secret cannot be read or a template is not good; nothing is in force then.
  package init(_ programme: Programme, keys: SigningKeys) throws {
    let dkim = try programme.mail.dkim.map { try SecretReader.text($0.key) }
    composer = try Composer(programme: programme, keys: keys, dkimKey: dkim)
    pages = try PageRenderer(programme)
    relay = try Relay(programme)
  }
}

extension PageRenderer {
  /// What is wrong with the pages and their words, at its place.
  static func check(_ programme: Programme) -> [Problem] {
    func problem(_ fault: PageFault, _ severity: Problem.Severity) -> Problem {
      Problem(
        path: "Templates/\(fault.file)", line: fault.line, column: fault.column,
        severity: severity, text: fault.text)
    }
    let lacking = lacking(
      words: programme.templates.words, dress: PageDress(programme), plural: plural)
    let warnings = lacking.map { problem($0, .warning) }
    do {
      _ = try PageRenderer(programme)
      return warnings
    } catch let error as PageFaults {
      return error.faults.map { problem($0, .error) } + warnings
    } catch {
      return [Problem(path: "Templates/web", text: "\(error)")]
    }
  }

  private static let plural: PluralRule = { PluralForm($0, language: $1).rawValue }

  convenience init(_ programme: Programme) throws {
    try self.init(
      templates: programme.templates.web.mapValues(\.text), words: programme.templates.words,
      dress: PageDress(programme), plural: Self.plural)
  }
}

extension PageDress {
  fileprivate init(_ programme: Programme) {
    let network = programme.network
    self.init(
      networkName: network.name, address: network.address, accent: network.accent,
      logo: network.logo.map { .init(mediaType: $0.mediaType, bytes: $0.bytes) },
      language: network.language, base: programme.web.path)
  }
}

extension Relay {
  /// `[smtp]`; throws when its secret cannot be read.
  package init(_ programme: Programme) throws {
    let smtp = programme.smtp
    let host = smtp.host.contains(":") ? "[\(smtp.host)]" : smtp.host
    let place = smtp.token ?? smtp.password
    let credentials = smtp.username.flatMap { username in
      place.map { place in
        Credentials(
          mechanism: smtp.token == nil ? .password : .xoauth2, username: username,
          secret: { try SecretReader.read(place) })
      }
    }
    // A secret that cannot be read is a mistake to be told at the start, not at the first mail.
    if let place { _ = try SecretReader.text(place) }
    try self.init(
      url: "\(smtp.implicitTLS ? "smtps" : "smtp")://\(host):\(smtp.port)",
      requireTLS: smtp.requireTLS, credentials: credentials, connections: smtp.connections,
      ehloName: String(programme.mail.from.address.domain),
      caFile: ProcessInfo.processInfo.environment["SSL_CERT_FILE"])
  }
}
