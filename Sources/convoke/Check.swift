import ArgumentParser
import ConfigReader
import Daemon
import Domain
import JSONLines

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Report every problem in Config/ and Templates/; sends nothing.")

  @OptionGroup var place: Place
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let now = Clock.now
    let directory = place.stateDirectory(Workshop.read(place.config, now: now).programme)
    let (programme, problems) = Workshop.read(
      place.config, now: now, state: directory, isWhole: json)
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
