import ArgumentParser
import Domain
import FoundationEssentials
import Glibc
import StateFolder

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a network to start from, never over existing files.",
    discussion: """
      Asks on a terminal what no option says. Until you remove `only_to` from convoke.toml, nobody \
      but the sender is ever mailed.
      """)

  @Argument(help: ArgumentHelp("Gets Config/, Templates/ and the store.", valueName: "dir"))
  var directory = "."
  @Option(help: "Name of the network.") var name: String?
  @Option(help: "Its time zone, such as Europe/Amsterdam.") var timezone: String?
  @Option(help: "Language of people without one: one that letters are shipped in.")
  var language: String?
  @Option(help: "Postal address, in the footer of every mail.") var address: String?
  @Option(help: "Sender of the mails: \"Name <address>\".") var from: String?
  @Option(help: "Address that bounces come back to. Default: bounces@ and the sender's domain.")
  var bounces: String?
  @Option(help: "Mail server that takes our mail: smtp://HOST:PORT or smtps://HOST:PORT.")
  var relay: String?
  @Option(help: "Address of the pages behind the links, https.") var web: String?
  @Flag(help: "With the sample people, events and newsletter, their dates moved ahead.")
  var sample = false
  @Option(
    help: ArgumentHelp("Where the store is made, as in every other command.", valueName: "dir"))
  var state: String?

  func run() throws {
    let shipped = try Shipped.folder()
    let target = FolderChoice.absolute(directory)
    for name in ["Config", "Templates"] {
      guard !FileManager.default.fileExists(atPath: "\(target)/\(name)") else {
        throw Failure(
          Failure.cannotCreate, "\(target)/\(name): is there already; nothing was written")
      }
    }
    let answers = try answers(languages: try Shipped.languages(in: shipped))
    let network = NewNetwork(
      target: target, shipped: shipped, answers: answers, withSample: sample, today: Clock.now)
    let problems = try network.write()
    for problem in problems { Terminal.problem(problem) }
    let config = target + "/Config"
    let place = try NetworkLocation.parse(
      ["--config", config] + (state.map { ["--state", $0] } ?? []))
    let store = try place.makeStore(now: Clock.now)
    Terminal.out("Made \(config), \(target)/Templates and an empty store in \(store).")
    Terminal.out(
      "Nobody but \(network.sender) is mailed until you remove only_to from Config/convoke.toml.")
    Terminal.out("Next:")
    let options = config == "/etc/convoke/Config" || directory == "." ? "" : " --config \(config)"
    Terminal.out("  convoke check\(options)")
    Terminal.out("  convoke new event first-meeting\(options)")
    Terminal.out("  convoke plan\(options)")
  }

  /// From the options; on a terminal, asked for.
  private func answers(languages: [String]) throws -> NetworkAnswers {
    let given = [
      "name": name, "timezone": timezone, "language": language, "address": address, "from": from,
      "relay": relay, "web": web,
    ].compactMapValues { $0 }
    let questions = NetworkAnswers.questions(languages: languages, zone: Self.systemZone)
    var said: [String: String] = [:]
    let isAsking = isatty(0) == 1 && isatty(2) == 1
    let missing = questions.filter { given[$0.key] == nil }.map { "--\($0.key)" }
    guard missing.isEmpty || isAsking else {
      throw Failure(
        Failure.usage, "no terminal to ask on: \(missing.joined(separator: ", ")) needed too")
    }
    for question in questions {
      if let answer = given[question.key] {
        if let objection = question.objection(answer) {
          throw Failure(Failure.usage, "--\(question.key): \(objection)")
        }
        said[question.key] = answer
      } else {
        said[question.key] = try ask(question)
      }
    }
    let from = said["from"] ?? ""
    let domain = NetworkAnswers.address(of: from)?.description.split(separator: "@").last ?? ""
    let bounces = bounces ?? "bounces@\(domain)"
    guard NetworkAnswers.address(of: bounces) != nil else {
      throw Failure(Failure.usage, "--bounces: '\(bounces)' is no address")
    }
    return NetworkAnswers(
      name: said["name"] ?? "", timezone: said["timezone"] ?? "", language: said["language"] ?? "",
      address: said["address"] ?? "", from: from, bounces: bounces, relay: said["relay"] ?? "",
      web: said["web"] ?? "")
  }

  private func ask(_ question: NetworkAnswers.Question) throws -> String {
    while true {
      let hint = question.suggestion.map { " [\($0)]" } ?? ""
      Terminal.prompt("\(question.text)\(hint): ")
      guard let line = readLine() else {
        throw Failure(Failure.usage, "no answer to '\(question.text)'; nothing was written")
      }
      let answer = line.trimmed.isEmpty ? question.suggestion ?? "" : line.trimmed
      guard let objection = question.objection(answer) else { return answer }
      Terminal.problem("  \(objection)")
    }
  }

  /// The machine's zone, by the name that /etc/localtime leads to.
  private static var systemZone: String? {
    guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/etc/localtime"),
      let range = link.firstRange(of: "zoneinfo/")
    else { return nil }
    let name = String(link[range.upperBound...])
    return name.contains("/") ? name : nil
  }
}
