import ArgumentParser
import Store

struct StoreExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print everything as JSON lines: the newest snapshot and what came after it.")

  @OptionGroup var place: NetworkLocation

  func run() throws {
    guard let directory = try place.storeToRead() else { return }
    try Failure.naming {
      _ = try StoreFiles(directory: directory).export { Terminal.out(json: Array($0)) }
    }
  }
}
