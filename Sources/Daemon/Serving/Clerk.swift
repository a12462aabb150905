import ConfigReader
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
  private let standing: ConfigStanding
  private let notifier: Notifier
  private let logger: Logger
  private let turn = Mutex<Void>(())

  package init(
    config: String, state: String, keys: SigningKeys, office: Office, mailroom: Mailroom,
    front: FrontOffice, intake: Intake, shelf: PageShelf, couriers: Couriers,
    standing: ConfigStanding,
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
    self.standing = standing
    self.notifier = notifier
    self.logger = logger
  }

  /// Checks the files and puts them in force; with errors the programme in force stays. One after the
  /// other: it may be asked for by command and by signal.
  package func reload() -> ControlReply {
    turn.withLock { _ in
      notifier.reloading()
      defer {
        standing.tell(office)
        notifier.ready(ServiceStatus.text(office, standing))
      }
      let now = office.world.now()
      let past = Workshop.Past(known: office.read { Workshop.known($0.state, now: now) })
      let reading = Workshop.reading(config, now: now, past: past, secrets: .serving)
      guard let programme = reading.programme else { return refuse(reading.problems) }
      do {
        let parts = try Parts(programme, keys: keys)
        let brakes = try putInForce(programme, reading.files)
        mailroom.replace(parts.composer)
        front.replace(parts.composer)
        intake.watch(maildir: programme.inboundMaildir)
        shelf.replace(with: parts.pages)
        couriers.replace(parts.relay)
        Memory.giveBack()
        return inForce(programme, reading.problems, brakes)
      } catch let error as Parts.Unbuilt {
        return refuse(reading.problems + [error.problem])
      } catch {
        return fail(error)
      }
    }
  }

  /// The copy is durable first, then the entry; then the programme is in force. Nobody is erased between
  /// a look at who was forgotten and what follows from it.
  private func putInForce(_ programme: Programme, _ files: ProgrammeFiles) throws -> [Brake] {
    try office.upkeep.withLock { _ in
      while true {
        let (inForce, forgotten) = office.read {
          ($0.state.programme?.fingerprint, $0.state.forgotten)
        }
        let next = Workshop.withoutForgotten(programme, forgotten, keys: keys)
        let kept = office.examined(next)
        try Workshop.keep(
          files, of: kept, inForce: inForce, forgotten: forgotten, in: state,
          disk: office.world.disk, keys: keys)
        // A release of the roster meanwhile makes it another programme, with another copy.
        guard let brakes = try office.accept(next, asKept: kept.fingerprint) else { continue }
        do {
          try KeptProgramme(state: state, disk: office.world.disk).retire(but: kept.fingerprint)
        } catch {
          // It costs nothing but room, and is tried again with the next programme.
          logger.warning("an old copy is left in the state", metadata: ["reason": "\(error)"])
        }
        return brakes
      }
    }
  }

  private func inForce(
    _ programme: Programme, _ problems: [Problem], _ brakes: [Brake]
  ) -> ControlReply {
    standing.accepted()
    standing.goesOn(with: programme)
    let differing = standing.differences(programme)
    if !differing.isEmpty {
      logger.warning(
        "only a restart puts this in force",
        metadata: ["keys": "\(differing.map(\.key).joined(separator: ", "))"])
    }
    let people = office.read { $0.programme.people.count }
    logger.notice(
      "programme in force",
      metadata: ["people": "\(people)", "events": "\(programme.events.count)"])
    return ControlReply(
      out: ["In force: \(people) people, \(programme.events.count) events."],
      errors: problems.map(\.description)
        + brakes.map { "convoke: held: \($0.why): \($0.remedy)" }
        + differing.map { "convoke: only a restart puts in force: \($0.text)" })
  }

  private func refuse(_ problems: [Problem]) -> ControlReply {
    let errors = problems.filter { $0.severity == .error }
    RefusedLog.tell(errors, logger)
    if let text = ConfigAlert.text(errors) { standing.refused(text) }
    return ControlReply(
      exitCode: 1,
      errors: problems.map(\.description)
        + [
          "convoke: \(errors.reduce(0) { $0 + $1.count }) error\(errors.count == 1 ? "" : "s"); the programme in force stays"
        ])
  }

  /// Nothing is wrong with the files, but they could not be kept or recorded.
  private func fail(_ error: any Error) -> ControlReply {
    let failure: (code: Int32, text: String) =
      switch error {
      case let error as Workshop.NotKept: (error.exitCode, error.description)
      default: (FileFailure(error).exitCode, FileFailure(error).text)
      }
    logger.error("the reload failed", metadata: ["reason": "\(failure.text)"])
    standing.refused(failure.text)
    return ControlReply(
      exitCode: Int(failure.code),
      errors: ["convoke: \(failure.text); the programme in force stays"])
  }
}

/// What a programme is turned into for serving.
package struct Parts: Sendable {
  package var composer: Composer
  package var pages: PageRenderer
  package var relay: Relay

  /// A secret cannot be read, or a template is not good; nothing is in force then. `check` finds all of
  /// it: what is found here was changed since.
  package struct Unbuilt: Error {
    package var problem: Problem
  }

  package init(_ programme: Programme, keys: SigningKeys) throws(Unbuilt) {
    do {
      let dkim = try programme.mail.dkim.map { try SecretReader.text($0.key) }
      composer = try Composer(programme: programme, keys: keys, dkimKey: dkim)
      pages = try PageRenderer(programme)
      relay = try Relay(programme)
    } catch {
      throw Unbuilt(problem: Problem(path: "Config/convoke.toml", text: "\(error)"))
    }
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
    self.init(
      host: smtp.host, port: smtp.port,
      tls: smtp.implicitTLS ? .implicit : smtp.requireTLS ? .startTLS : .off,
      credentials: credentials, connections: smtp.connections,
      ehloName: String(programme.mail.from.address.domain),
      caFile: ProcessInfo.processInfo.environment["SSL_CERT_FILE"])
    maxPerConnection = smtp.maxPerConnection
  }
}
