import ArgumentParser
import Daemon
import Domain
import FoundationEssentials
import Logging
import MailCatcher
import State
import StateFolder

struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a complete network in a scratch folder: daemon, mail catcher, pages.")

  @Option(
    help: ArgumentHelp(
      "The network to copy. Default: ./Config, else the shipped sample.", valueName: "dir"))
  var config: String?
  @Option(help: "Port of the page with the caught mails; 0 takes a free one.") var port = 0

  func run() async throws {
    let isHere = FileManager.default.fileExists(atPath: "Config/convoke.toml")
    let config = try config ?? (isHere ? "Config" : Shipped.folder() + "/Config")
    let folder = FileManager.default.temporaryDirectory.path
    let scratch = "\(folder)/convoke-demo-\(UUID().uuidString.prefix(8))"
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let catcher = try MailCatcher(webPort: port)
    try await catcher.start()
    let pages = try FreePort.pick()
    do {
      try DemoConfig(
        source: config, scratch: scratch, smtpPort: catcher.smtpPort, webPort: pages,
        adminPort: try FreePort.pick(), today: Clock.now
      ).write()
    } catch {
      await catcher.stop()
      throw Failure(Failure.usage, "\(config): cannot be copied: \(FileFailure(error).text)")
    }
    Terminal.out(
      """
      A network is running in \(scratch).

        Mails    http://127.0.0.1:\(catcher.webPort)/     what partners receive; open one, press a button
        Pages    http://127.0.0.1:\(pages)/     where the links lead
        Look     convoke plan --config \(scratch)/Config

      Ctrl-C stops everything and removes the folder.
      """)
    var quiet = StderrLog(label: "convoke")
    quiet.logLevel = .warning
    let handler = quiet
    let logger = Logger(label: "convoke") { _ in handler }
    do {
      try await Server(
        config: scratch + "/Config", state: scratch + "/State", version: version, logger: logger
      ).run()
    } catch let failure as StartFailure {
      await catcher.stop()
      throw Failure(failure.exitCode, failure.text)
    }
    await catcher.stop()
    Terminal.out("Stopped.")
  }
}
