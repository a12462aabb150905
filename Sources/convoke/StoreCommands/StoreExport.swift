import ArgumentParser
import Daemon
import Store

struct StoreExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print everything as JSON lines: the newest snapshot and what came after it.")

  @OptionGroup var place: Place

  func run() throws {
    let directory = place.store()
    try Failure.naming {
      try Workshop.requireStore(directory)
      _ = try StoreFiles(directory: directory).export { Terminal.out(json: Array($0)) }
    }
  }
}
