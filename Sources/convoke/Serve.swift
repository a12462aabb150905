import ArgumentParser
import Daemon
import Domain
import Logging

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the daemon.",
    discussion: "SIGTERM drains and stops within 10 s; SIGHUP reloads.")

  @OptionGroup var place: NetworkLocation

  func run() async throws {
    // The files are read once the store is locked; where it is, is one line of them.
    let state = try place.stateDirectory()
    let logger = Logger(label: "convoke") { StderrLog(label: $0) }
    let server = Server(config: place.config, state: state, version: version, logger: logger)
    do {
      try await server.run()
    } catch let failure as StartFailure {
      for line in failure.text.split(separator: "\n") {
        Terminal.problem("convoke: \(StderrLog.fatal(String(line)))")
      }
      throw ExitCode(failure.exitCode)
    } catch {
      Terminal.problem("convoke: \(StderrLog.fatal("\(error)"))")
      throw ExitCode(70)
    }
  }
}
