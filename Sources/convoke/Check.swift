import ArgumentParser
import ConfigReader
import Daemon
import Domain
import Engine
import JSONLines
import StateFolder

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Report every problem in Config/ and Templates/; sends nothing.")

  @OptionGroup var place: NetworkLocation
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let now = Clock.now
    let directory = try place.storeToRead(byFiles: true)
    let past = try directory.map { directory in
      try Failure.naming { try ProgrammeLoader.past(directory, now: now) }
    }
    let reading = ProgrammeLoader.reading(
      place.config, now: now, past: past ?? ProgrammeLoader.Past(),
      secrets: .command(state: try place.stateDirectory()), isWhole: json)
    let programme = reading.programme
    let problems = reading.problems + onlyByRestart(programme, state: directory)
    if json {
      Terminal.out(json: JSONObjectWriter.array(problems.map(Self.object)))
    } else {
      for problem in problems { Terminal.problem(problem.description) }
      let warnings = problems.filter { $0.severity == .warning }.reduce(0) { $0 + $1.count }
      if let programme {
        Terminal.out(
          "\(place.config) is good: \(programme.people.count) people, "
            + "\(programme.events.count) events"
            + (warnings == 0 ? "" : ", \(warnings) warning\(warnings == 1 ? "" : "s")"))
      }
    }
    if programme == nil { throw ExitCode(Failure.problems) }
  }

  /// What the daemon that runs took when it started, and the files have otherwise.
  private func onlyByRestart(_ programme: Programme?, state: String?) -> [Problem] {
    guard let programme, let state,
      let reply = ControlClient.ask(ControlRequest(command: "started"), state: state),
      let started = StartSettings(lines: reply.out)
    else { return [] }
    return started.differing(from: StartSettings(programme)).map { difference in
      let place = ConfigReader.place(of: difference.name, config: place.config)
      return Problem(
        path: "Config/convoke.toml", line: place.line, column: place.column, severity: .warning,
        text: "only a restart of the daemon puts this in force: \(difference.text)")
    }
  }

  private static func object(_ problem: Problem) -> JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("path", problem.path)
    json.add("line", problem.line)
    json.add("column", problem.column)
    json.add("severity", problem.severity.rawValue)
    json.add("text", problem.text)
    return json
  }
}
