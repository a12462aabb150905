import ArgumentParser
import Daemon
import Domain
import Engine
import FoundationEssentials
import Glibc
import Inbound
import JSONLines
import Queries
import StateFolder

struct InboundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inbound", abstract: "Look at mail that was set aside, and at what a mail says.",
    subcommands: [InboundList.self, InboundShow.self, InboundExplain.self])
}

struct InboundList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the mail that was set aside, the newest first.",
    discussion: "Mail that no signed tag ties to anybody changes nothing and is kept here.")

  @OptionGroup var place: NetworkLocation
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    guard try place.storeToRead() != nil else {
      return json ? Terminal.out(json: Array("[]".utf8)) : ()
    }
    let desk = try InboundReader(place)
    let rows = try Failure.naming { try desk.kept.names() }.map { ($0, desk.read($0)) }
    if json {
      return Terminal.out(
        json: JSONObjectWriter.array(rows.map { name, reading in Self.object(name, reading) }))
    }
    Terminal.table(
      ["CAME", "KIND", "FROM", "SUBJECT", "FILE"],
      rows.map { name, reading in
        [
          KeptMail.arrival(name).map { Instant(milliseconds: $0).table(in: desk.zone) } ?? "",
          reading?.understanding?.kind.rawValue ?? "unreadable",
          reading?.understanding?.sender ?? "", reading?.understanding?.subject ?? "",
          KeptMail.handle(name, among: rows.map(\.0)),
        ]
      })
    Terminal.out("\(rows.count) mail\(rows.count == 1 ? "" : "s"); convoke inbound show FILE")
  }

  private static func object(_ name: String, _ reading: IdentifiedMail?) -> JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("file", name)
    json.add(
      "at", ifPresent: KeptMail.arrival(name).map { Instant(milliseconds: $0).rfc3339 })
    json.add("kind", reading?.understanding?.kind.rawValue ?? "unreadable")
    json.add("from", reading?.understanding?.sender ?? "")
    json.add("subject", reading?.understanding?.subject ?? "")
    json.add("why", reading?.why ?? KeptMail.danger(name))
    return json
  }
}

struct InboundShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a mail that was set aside, as it came.",
    discussion: "On a terminal, control characters are left out.")

  @OptionGroup var place: NetworkLocation
  @Argument(help: "What `inbound list` shows, or the path of a mail.") var file: String

  func run() throws {
    let mail = try InboundReader(place).mail(file)
    Terminal.out(mail: mail.mail)
  }
}

struct InboundExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say what a mail is understood as; changes nothing.",
    discussion: "Prints JSON.")

  @OptionGroup var place: NetworkLocation
  @Argument(help: "What `inbound list` shows, or the path of a mail.") var file: String
  @Option(help: ArgumentHelp("The envelope's sender.", valueName: "address")) var sender: String?
  @Option(help: ArgumentHelp("The envelope's recipient.", valueName: "address"))
  var recipient: String?
  @Flag(help: "Print JSON, as always.") var json = false

  func run() throws {
    let desk = try InboundReader(place)
    var mail = try desk.mail(file)
    if let sender { mail.sender = SpooledMail.sender(argument: sender) }
    if let recipient { mail.recipient = recipient }
    Terminal.out(json: IdentifiedMail(mail, identification: desk.identification).json.finish())
  }
}

/// What the commands need to look at mail: works without a configuration and without a state, and
/// then only knows nobody.
private struct InboundReader {
  let kept: KeptMail
  let identification: SenderIdentification?
  let zone: Zone

  init(_ place: NetworkLocation) throws {
    let hasConfig = FileManager.default.fileExists(atPath: place.config + "/convoke.toml")
    let state = try place.stateDirectory()
    let books = hasConfig ? try? place.books(now: Clock.now).books : nil
    kept = KeptMail(spool: Spool(state: state))
    zone = books?.programme.network.zone ?? .utc
    // Looking makes no keys.
    let hasKeys = FileManager.default.fileExists(atPath: state + "/keys.json")
    let keys = hasKeys ? try Failure.naming { try StateDirectory.keys(state) } : nil
    identification = books.flatMap { books in
      keys.map { SenderIdentification(books.state, policy: books.policy, keys: $0) }
    }
  }

  /// nil for one that is not to be read again.
  func read(_ name: String) -> IdentifiedMail? {
    guard !KeptMail.isDangerous(name), let mail = try? mail(name) else { return nil }
    return IdentifiedMail(mail, identification: identification)
  }

  /// The kept mail of that name, else the file of that path; `-` is stdin.
  func mail(_ file: String) throws -> SpooledMail {
    do {
      if let name = try kept.name(file), let path = kept.path(name) {
        return SpooledMail(file: try Spool.bytes(path, limit: 2 * Spool.largestMail))
      }
      if file == "-" {
        return SpooledMail(file: try Spool.bytes(0, "stdin", limit: Spool.largestMail))
      }
      return SpooledMail(file: try Spool.bytes(file, limit: Spool.largestMail))
    } catch {
      throw Failure(Failure.problems, "\(error); see convoke inbound list")
    }
  }
}
